package org.sdcodec.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SvgChartTest {

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void hasAMarkForEachPointAndEscapesText() throws Exception {
        Document svg = parsed(new SvgChart("A & B", "bytes")
                .add(
                        "<one>",
                        List.of(
                                new SvgChart.Point(5000, 30, "b"),
                                new SvgChart.Point(1000, 25, "a \"quoted\""),
                                new SvgChart.Point(20000, 35, "c")))
                .add("none", List.of())
                .add("three", List.of(new SvgChart.Point(2000, 28, "d")))
                .svg());
        NodeList marks = svg.getElementsByTagName("circle");
        assertThat(marks.getLength()).isEqualTo(4);
        double before = 0;
        for (int i = 0; i < 3; i++) {
            double x = Double.parseDouble(((Element) marks.item(i)).getAttribute("cx"));
            assertThat(x).isGreaterThan(before);
            before = x;
        }
        assertThat(marks.item(0).getTextContent()).isEqualTo("<one>: a \"quoted\"");
        assertThat(((Element) marks.item(3).getParentNode()).getAttribute("class"))
                .isEqualTo("c2");
        assertThat(((Element) svg.getDocumentElement()).getAttribute("aria-label"))
                .startsWith("A & B over bytes");
    }

    @Test
    void onePointIsAChartAndNoneIsNone() throws Exception {
        assertThat(parsed(new SvgChart("t", "r")
                                .add("c", List.of(new SvgChart.Point(0.1, 5, "p")))
                                .svg())
                        .getElementsByTagName("circle")
                        .getLength())
                .isEqualTo(1);
        assertThat(new SvgChart("t", "r").add("c", List.of()).svg()).isEmpty();
    }
}
