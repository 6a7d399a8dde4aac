package org.sdcodec.scene;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A typeface of straight strokes, drawn by distance, for runtimes that come without any font. It has the printable
 * characters of ASCII; others show as a box. A letter is 4 units wide and 6 high above the baseline (lower case: 4),
 * descenders go 2 below; the next one starts 6 units further.
 */
public final class StrokeFont {
    /** From one letter to the next, in units. */
    public static final double ADVANCE = 6;

    /** From the top of the capitals to the baseline, in units. */
    public static final double CAP_HEIGHT = 6;

    /** From the top of the capitals to the foot of the descenders, in units. */
    public static final double LINE_HEIGHT = 8;

    /**
     * One entry per letter: the letter, then strokes as runs of points, each point a digit for x (0 left to 4 right)
     * and a digit for y (0 top, 2 top of the lower case, 6 baseline, 8 foot of the descenders).
     */
    private static final String[] GLYPHS = {
        "! 2024 2626",
        "\" 1012 3032",
        "# 1016 3036 0242 0444",
        "$ 413010010213334445361605 2028",
        "% 0640 1010 3636",
        "& 4602011020310405163644",
        "' 2022",
        "( 30121436",
        ") 10323416",
        "* 2125 0244 0442",
        "+ 2125 0343",
        ", 2617",
        "- 0343",
        ". 2626",
        "/ 0640",
        "0 103041453616050110 0541",
        "1 112026 1636",
        "2 0110304142060646",
        "3 0110304142334445361605 3313",
        "4 36300444",
        "5 40000232334445361605",
        "6 3010010516364544331304",
        "7 004016",
        "8 103041423313020110 1304051636454433",
        "9 1636454130100102133342",
        ": 2222 2626",
        "; 2222 2617",
        "< 410345",
        "= 0242 0444",
        "> 014305",
        "? 0110304142332324 2626",
        "@ 3432122334 344441301001051646",
        "A 062046 1434",
        "B 0006364544330333424130 3000",
        "C 4130100105163645",
        "D 00063645413000",
        "E 40000646 0333",
        "F 400006 0333",
        "G 4130100105163645431343",
        "H 0006 4046 0343",
        "I 1030 2026 1636",
        "J 4045361605",
        "K 0006 4003 0346",
        "L 000646",
        "M 0600234046",
        "N 06004640",
        "O 103041453616050110",
        "P 06003041423303",
        "Q 103041453616050110 2447",
        "R 06003041423303 2346",
        "S 413010010213334445361605",
        "T 0040 2026",
        "U 000516364540",
        "V 002640",
        "W 0016233640",
        "X 0046 4006",
        "Y 002340 2326",
        "Z 00400646",
        "[ 30101636",
        "\\ 0046",
        "] 10303616",
        "^ 022042",
        "_ 0747",
        "` 1021",
        "a 1232434446 4414051645",
        "b 0006364543321203",
        "c 4332120305163645",
        "d 4046160503123243",
        "e 04444332120305163645",
        "f 41302126 0333",
        "g 4332120305163645 4247381807",
        "h 0006 0312324346",
        "i 2226 2020",
        "j 3237281807 3030",
        "k 0006 4204 1446",
        "l 1020253646",
        "m 0602 03122326 23324346",
        "n 0602 0312324346",
        "o 120305163645433212",
        "p 0208 0312324345361605",
        "q 4248 4332120305163645",
        "r 0602 03123243",
        "s 43321203143445361605",
        "t 2025364645 0242",
        "u 0205163645 4246",
        "v 022642",
        "w 0216243642",
        "x 0246 4206",
        "y 0225 4208",
        "z 02420646",
        "{ 3021221324252636",
        "| 2028",
        "} 1021223324252616",
        "~ 04133443"
    };

    private static final double[][] BOX = segments("0040460600");
    private static final Map<Character, double[][]> STROKES = new HashMap<>();

    static {
        STROKES.put(' ', new double[0][]);
        for (String glyph : GLYPHS) {
            STROKES.put(glyph.charAt(0), segments(glyph.substring(2)));
        }
    }

    private StrokeFont() {}

    /** The straight pieces (x0, y0, x1, y1) of runs of points. */
    private static double[][] segments(String runs) {
        return Arrays.stream(runs.split(" "))
                .flatMap(run -> IntStream.range(0, run.length() / 2 - 1).mapToObj(i -> segment(run, 2 * i)))
                .toArray(double[][]::new);
    }

    private static double[] segment(String run, int at) {
        return IntStream.range(at, at + 4).mapToDouble(i -> run.charAt(i) - '0').toArray();
    }

    /** The width of a text without the gap after its last letter, in units. */
    public static double width(String text) {
        return text.isEmpty() ? 0 : text.length() * ADVANCE - 2;
    }

    /**
     * The distance from a point to the nearest stroke of a text, in units; exact up to 1, and at least 1 beyond.
     *
     * @param x to the right from the left side of the first letter, in units
     * @param y down from the top of the capitals, in units
     */
    public static double distance(String text, double x, double y) {
        int index = (int) Math.floor((x + 1) / ADVANCE);
        if (index < 0 || index >= text.length()) {
            return ADVANCE;
        }
        double best = ADVANCE * ADVANCE;
        for (double[] s : STROKES.getOrDefault(text.charAt(index), BOX)) {
            best = Math.min(best, squaredDistance(s, x - index * ADVANCE, y));
        }
        return Math.sqrt(best);
    }

    private static double squaredDistance(double[] s, double x, double y) {
        double dx = s[2] - s[0];
        double dy = s[3] - s[1];
        double length = dx * dx + dy * dy;
        double t = length == 0 ? 0 : Math.min(1, Math.max(0, ((x - s[0]) * dx + (y - s[1]) * dy) / length));
        double ex = x - s[0] - t * dx;
        double ey = y - s[1] - t * dy;
        return ex * ex + ey * ey;
    }
}
