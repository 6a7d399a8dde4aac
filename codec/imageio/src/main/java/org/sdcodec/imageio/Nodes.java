package org.sdcodec.imageio;

import java.util.ArrayList;
import java.util.List;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Trees of metadata, made and read. */
final class Nodes {

    private Nodes() {}

    static IIOMetadataNode group(String name, IIOMetadataNode... children) {
        IIOMetadataNode group = new IIOMetadataNode(name);
        for (IIOMetadataNode child : children) {
            group.appendChild(child);
        }
        return group;
    }

    static IIOMetadataNode node(String name, String attribute, String value) {
        IIOMetadataNode node = new IIOMetadataNode(name);
        node.setAttribute(attribute, value);
        return node;
    }

    static IIOMetadataNode object(String name, Object content) {
        IIOMetadataNode node = new IIOMetadataNode(name);
        node.setUserObject(content);
        return node;
    }

    /** The elements of a name anywhere below a node, in order. */
    static List<Element> below(Node root, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = root.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && name.equals(child.getNodeName())) {
                found.add(element);
            }
            found.addAll(below(child, name));
        }
        return found;
    }

    /** The bytes of a node's user object; null if it has none. */
    static byte[] bytes(Node node) {
        return node instanceof IIOMetadataNode own && own.getUserObject() instanceof byte[] content ? content : null;
    }
}
