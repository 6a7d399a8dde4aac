package org.sdcodec.imageio.xmp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** An XMP packet as RDF/XML. Source: ISO 16684-1, section 7. Reads untrusted input: no entities, limited depth. */
final class XmpDocument {

    static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    private static final String EMPTY =
            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" + RDF + "\"/></x:xmpmeta>";

    /** Far more than any schema nests; the tree is walked by recursion. */
    private static final String MAX_DEPTH = "200";

    private final Document document;
    private final Element rdf;

    private XmpDocument(byte[] packet) {
        try {
            DocumentBuilder parser = factory().newDocumentBuilder();
            // Failures come as exceptions alone.
            parser.setErrorHandler(new DefaultHandler());
            this.document = parser.parse(new ByteArrayInputStream(packet));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        } catch (SAXException | IOException e) {
            throw new UnusableMetadataException("is not well-formed XML");
        }
        Node found = document.getElementsByTagNameNS(RDF, "RDF").item(0);
        if (found == null) {
            throw new UnusableMetadataException("is no XMP packet");
        }
        this.rdf = (Element) found;
    }

    private static DocumentBuilderFactory factory() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setAttribute("http://www.oracle.com/xml/jaxp/properties/maxElementDepth", MAX_DEPTH);
        return factory;
    }

    /** @throws UnusableMetadataException if it is no XML, or has no RDF */
    static XmpDocument parse(byte[] packet) {
        return new XmpDocument(packet);
    }

    /** A packet without properties. */
    static XmpDocument empty() {
        return new XmpDocument(EMPTY.getBytes(StandardCharsets.US_ASCII));
    }

    /** The elements that hold properties, in order. */
    List<Element> descriptions() {
        List<Element> found = new ArrayList<>();
        for (Node child = rdf.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && isDescription(element)) {
                found.add(element);
            }
        }
        return found;
    }

    private static boolean isDescription(Element element) {
        return RDF.equals(element.getNamespaceURI()) && "Description".equals(element.getLocalName());
    }

    /** Appends a copy of an element of this document or another. */
    Element append(Element element, boolean deep) {
        return (Element) rdf.appendChild(document.importNode(element, deep));
    }

    /** UTF-8 without an XML declaration. */
    byte[] bytes() {
        try {
            Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
            writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            writer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writer.transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
