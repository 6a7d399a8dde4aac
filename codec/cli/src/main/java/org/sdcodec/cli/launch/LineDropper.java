package org.sdcodec.cli.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Copies a stream as it comes, without buffering, less the first line that equals a given one. Holds back no more than
 * the beginning of a line that may still become that line.
 */
final class LineDropper extends Thread {

    private static final int HEAD_LENGTH = 4096;

    private final InputStream in;
    private final OutputStream out;
    private final byte[] line;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    // Number of bytes of `line` that the current line has matched so far and that are held back; -1 if it differs.
    private int matched;
    private boolean dropped;

    /**
     * @param in read to its end, then closed
     * @param out written and flushed after every read; left open
     * @param line the line to drop, ASCII, without its end (which may be LF or CR LF)
     */
    LineDropper(InputStream in, OutputStream out, String line) {
        super("standard-error");
        setDaemon(true);
        this.in = in;
        this.out = out;
        this.line = line.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the line came. Valid once the thread has ended. */
    boolean dropped() {
        return dropped;
    }

    /** The beginning of what was copied. Valid once the thread has ended. */
    String head() {
        return new String(head.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        try (InputStream source = in) {
            for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
                copy(buffer, n);
            }
            release();
            out.flush();
        } catch (IOException e) {
            // The reader of our standard error has gone, or the child was ended: there is nobody left to tell.
            return;
        }
    }

    private void copy(byte[] buffer, int n) throws IOException {
        for (int i = 0; i < n; i++) {
            if (dropped) {
                write(buffer, i, n - i);
                break;
            }
            put(buffer[i]);
        }
        out.flush();
    }

    private void put(byte b) throws IOException {
        if (matched == line.length && b == '\n') {
            dropped = true;
        } else if (matched == line.length && b == '\r') {
            return;
        } else if (matched >= 0 && matched < line.length && b == line[matched]) {
            matched++;
        } else {
            release();
            write(new byte[] {b}, 0, 1);
            matched = b == '\n' ? 0 : -1;
        }
    }

    private void release() throws IOException {
        if (matched > 0 && !dropped) {
            write(line, 0, matched);
        }
        matched = -1;
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        head.write(bytes, offset, Math.min(length, HEAD_LENGTH - Math.min(HEAD_LENGTH, head.size())));
        out.write(bytes, offset, length);
    }
}
