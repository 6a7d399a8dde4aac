package org.sdcodec.imageio;

import static org.sdcodec.imageio.Nodes.below;
import static org.sdcodec.imageio.Nodes.group;
import static org.sdcodec.imageio.Nodes.node;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.metadata.IIOMetadataNode;
import org.sdcodec.codec.metadata.ExifTexts.Text;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What the standard tree ({@code javax_imageio_1.0}) and Exif both have names for: texts and the orientation. */
final class StandardTree {

    /** Exif's numbers, from 1 on, as flips and counter-clockwise turns. */
    private static final List<String> ORIENTATIONS =
            List.of("Normal", "FlipH", "Rotate180", "FlipV", "FlipHRotate90", "Rotate270", "FlipVRotate90", "Rotate90");

    /**
     * Keywords in lower case, as PNG, JPEG and TIFF files of ImageIO have them; of those of one text the first counts.
     */
    private static final Map<String, Text> KEYWORDS = new LinkedHashMap<>();

    static {
        KEYWORDS.put("description", Text.DESCRIPTION);
        KEYWORDS.put("imagedescription", Text.DESCRIPTION);
        KEYWORDS.put("comment", Text.DESCRIPTION);
        KEYWORDS.put("title", Text.DESCRIPTION);
        KEYWORDS.put("make", Text.MAKE);
        KEYWORDS.put("model", Text.MODEL);
        KEYWORDS.put("software", Text.SOFTWARE);
        KEYWORDS.put("datetime", Text.TIME);
        KEYWORDS.put("author", Text.ARTIST);
        KEYWORDS.put("artist", Text.ARTIST);
        KEYWORDS.put("copyright", Text.COPYRIGHT);
    }

    private static final Pattern TIME = Pattern.compile("(\\d{4}):(\\d\\d):(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)");

    private static final List<String> TIME_FIELDS = List.of("year", "month", "day", "hour", "minute", "second");

    private StandardTree() {}

    /** The name of an orientation, 1 to 8. */
    static String orientation(int exif) {
        return ORIENTATIONS.get(exif - 1);
    }

    /** The orientation that a tree names, 1 to 8. */
    static OptionalInt orientation(Node root) {
        for (Element element : below(root, "ImageOrientation")) {
            int index = ORIENTATIONS.indexOf(element.getAttribute("value"));
            if (index >= 0) {
                return OptionalInt.of(index + 1);
            }
        }
        return OptionalInt.empty();
    }

    /** The texts as entries; null if there are none. The time has an element of its own. */
    static IIOMetadataNode textNode(Map<Text, String> texts) {
        IIOMetadataNode group = new IIOMetadataNode("Text");
        texts.forEach((text, content) -> {
            String keyword = keyword(text);
            if (keyword != null) {
                IIOMetadataNode entry = node("TextEntry", "keyword", keyword);
                entry.setAttribute("value", content);
                group.appendChild(entry);
            }
        });
        return group.hasChildNodes() ? group : null;
    }

    private static String keyword(Text text) {
        return switch (text) {
            case DESCRIPTION -> "Description";
            case MAKE -> "Make";
            case MODEL -> "Model";
            case SOFTWARE -> "Software";
            case ARTIST -> "Author";
            case COPYRIGHT -> "Copyright";
            case TIME -> null;
        };
    }

    /** Version and, where it is known, time of change. */
    static IIOMetadataNode documentNode(String version, Map<Text, String> texts) {
        IIOMetadataNode document = new IIOMetadataNode("Document");
        if (version != null) {
            document.appendChild(node("FormatVersion", "value", version));
        }
        Matcher time = TIME.matcher(texts.getOrDefault(Text.TIME, ""));
        if (time.matches()) {
            IIOMetadataNode changed = new IIOMetadataNode("ImageModificationTime");
            for (int i = 0; i < TIME_FIELDS.size(); i++) {
                changed.setAttribute(TIME_FIELDS.get(i), String.valueOf(Integer.parseInt(time.group(i + 1))));
            }
            document.appendChild(changed);
        }
        return document.hasChildNodes() ? document : null;
    }

    /**
     * The texts that a tree has.
     *
     * @param others receives the keywords of those that Exif has no place for
     */
    static Map<Text, String> texts(Node root, List<String> others) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (Element entry : below(root, "TextEntry")) {
            String keyword = entry.getAttribute("keyword");
            String key = keyword.toLowerCase(Locale.ROOT);
            if (KEYWORDS.containsKey(key)) {
                entries.putIfAbsent(key, entry.getAttribute("value"));
            } else {
                others.add(keyword);
            }
        }
        Map<Text, String> texts = new EnumMap<>(Text.class);
        KEYWORDS.forEach((key, text) -> {
            if (entries.containsKey(key)) {
                texts.putIfAbsent(text, entries.get(key));
            }
        });
        for (Element time : below(root, "ImageModificationTime")) {
            time(time, texts);
        }
        return texts;
    }

    private static void time(Element element, Map<Text, String> texts) {
        int[] fields = new int[TIME_FIELDS.size()];
        for (int i = 0; i < fields.length; i++) {
            String field = element.getAttribute(TIME_FIELDS.get(i));
            if (!field.matches("\\d{1,4}")) {
                return;
            }
            fields[i] = Integer.parseInt(field);
        }
        texts.putIfAbsent(
                Text.TIME,
                String.format(
                        Locale.ROOT,
                        "%04d:%02d:%02d %02d:%02d:%02d",
                        fields[0],
                        fields[1],
                        fields[2],
                        fields[3],
                        fields[4],
                        fields[5]));
    }

    /** Nodes of the parts of the tree that are the same for all files. */
    static IIOMetadataNode dimension(int orientation, int width, int height) {
        IIOMetadataNode dimension = group(
                "Dimension",
                node("PixelAspectRatio", "value", "1"),
                node("ImageOrientation", "value", orientation(orientation)));
        if (width > 0) {
            dimension.appendChild(node("HorizontalScreenSize", "value", Integer.toString(width)));
            dimension.appendChild(node("VerticalScreenSize", "value", Integer.toString(height)));
        }
        return dimension;
    }
}
