package org.sdcodec.cli.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.ResultMetadataType;
import com.google.zxing.WriterException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import com.google.zxing.qrcode.encoder.QRCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sdcodec.Picture;

/** Bytes as one QR code (ISO/IEC 18004), by ZXing. */
public final class QrCode {

    /** The bytes that the largest symbol holds, with the least error correction. */
    public static final int MAX_BYTES = 2953;

    /** The bytes that the largest symbol holds with the most error correction, which survives 30 % of damage. */
    public static final int ROBUST_BYTES = 1273;

    private static final int QUIET_MODULES = 4;
    private static final int PIXELS_PER_MODULE = 6;
    private static final int WHITE = 0xFFFFFF;

    /** The most correction first. */
    private static final List<ErrorCorrectionLevel> LEVELS =
            List.of(ErrorCorrectionLevel.H, ErrorCorrectionLevel.Q, ErrorCorrectionLevel.M, ErrorCorrectionLevel.L);

    /** Sides, in pixels, at which a picture is searched, in addition to its own. */
    private static final int[] SEARCHED_SIDES = {1600, 1000, 600};

    private QrCode() {}

    /**
     * The code with the highest level of correction that fits, black on white.
     *
     * @param bytes at most {@value #MAX_BYTES}
     * @throws IllegalArgumentException if there are more
     */
    public static Picture of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (ErrorCorrectionLevel level : LEVELS) {
            try {
                return picture(Encoder.encode(text, level));
            } catch (WriterException e) {
                // Too much for this level.
                continue;
            }
        }
        throw new IllegalArgumentException("a QR code holds at most " + MAX_BYTES + " bytes, not " + bytes.length);
    }

    private static Picture picture(QRCode code) {
        ByteMatrix modules = code.getMatrix();
        int side = (modules.getWidth() + 2 * QUIET_MODULES) * PIXELS_PER_MODULE;
        Picture.Builder picture = Picture.builder(side, side);
        int[] row = new int[side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                row[x] = 0xFF << 24 | (isDark(modules, x, y) ? 0 : WHITE);
            }
            picture.row(y, row, 0);
        }
        return picture.build();
    }

    private static boolean isDark(ByteMatrix modules, int x, int y) {
        int column = x / PIXELS_PER_MODULE - QUIET_MODULES;
        int row = y / PIXELS_PER_MODULE - QUIET_MODULES;
        return column >= 0
                && row >= 0
                && column < modules.getWidth()
                && row < modules.getHeight()
                && modules.get(column, row) != 0;
    }

    /**
     * The bytes of a QR code in a picture, such as a screenshot or a photograph of a screen; nothing if none is found.
     *
     * @param picture transparent pixels are taken on white
     */
    public static Optional<byte[]> read(Picture picture) {
        Picture opaque = picture.hasAlpha() ? picture.onWhite() : picture;
        LuminanceSource own = new RGBLuminanceSource(opaque.width(), opaque.height(), opaque.toArray());
        Optional<byte[]> found = read(own);
        int longer = Math.max(opaque.width(), opaque.height());
        for (int side : SEARCHED_SIDES) {
            if (found.isEmpty() && side < longer) {
                found = read(reduced(own, side, longer));
            }
        }
        return found;
    }

    private static Optional<byte[]> read(LuminanceSource source) {
        for (LuminanceSource each : List.of(source, source.invert())) {
            Optional<byte[]> found = read(new BinaryBitmap(new HybridBinarizer(each)))
                    .or(() -> read(new BinaryBitmap(new GlobalHistogramBinarizer(each))));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> read(BinaryBitmap bits) {
        try {
            return Optional.of(bytes(new QRCodeReader().decode(bits, Map.of(DecodeHintType.TRY_HARDER, true))));
        } catch (ReaderException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(Result result) {
        Object segments = result.getResultMetadata().get(ResultMetadataType.BYTE_SEGMENTS);
        if (segments instanceof List<?> list) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (Object each : list) {
                bytes.writeBytes((byte[]) each);
            }
            return bytes.toByteArray();
        }
        return result.getText().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The mean of the pixels that fall on each, which takes noise and a screen's grid away. */
    private static LuminanceSource reduced(LuminanceSource source, int side, int longer) {
        int width = Math.max(1, source.getWidth() * side / longer);
        int height = Math.max(1, source.getHeight() * side / longer);
        byte[] from = source.getMatrix();
        int[] sums = new int[width * height];
        int[] counts = new int[width * height];
        for (int y = 0; y < source.getHeight(); y++) {
            int line = (int) ((long) y * height / source.getHeight()) * width;
            for (int x = 0; x < source.getWidth(); x++) {
                int at = line + (int) ((long) x * width / source.getWidth());
                sums[at] += from[y * source.getWidth() + x] & 0xFF;
                counts[at]++;
            }
        }
        int[] gray = new int[sums.length];
        Arrays.setAll(gray, i -> sums[i] / counts[i] * 0x010101);
        return new RGBLuminanceSource(width, height, gray);
    }
}
