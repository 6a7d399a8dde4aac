package org.sdcodec.cli.studio.web;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Refuses requests that do not come from the studio's own page.
 *
 * <p>Another page that the same browser shows could send requests here (cross-site request forgery), or read answers by
 * a name of its own that it lets point to this machine (DNS rebinding). So the {@code Host} must be an address or name
 * of this server, the {@code Origin}, if the browser names one, the same, and everything but the page's own files needs
 * a secret in a header, which a page of another origin cannot set without being allowed to. The secret also keeps other
 * users of this machine out.
 */
public final class Guard {

    /** The header that has the secret. */
    public static final String TOKEN_HEADER = "X-Sdcodec-Token";

    private static final int TOKEN_BYTES = 16;
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private final Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final boolean anyAddress;
    private final String token;

    /**
     * @param bound where the server listens; if that is on all addresses of the machine, every address is its own
     * @param others names of this machine by which it may be asked in addition
     */
    public Guard(InetAddress bound, Set<String> others) {
        String address = bound.getHostAddress().toLowerCase(Locale.ROOT);
        names.add(address.contains(":") ? "[" + address + "]" : address);
        others.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        this.anyAddress = bound.isAnyLocalAddress();
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        this.token = HexFormat.of().formatHex(secret);
    }

    /** The secret, 32 hexadecimal digits. */
    public String token() {
        return token;
    }

    /** @throws HttpFailure if the request is not addressed to this server, or another page sends it */
    void checkSource(Exchange exchange) {
        String host = exchange.header("Host").toLowerCase(Locale.ROOT);
        String name = PORT.matcher(host).replaceFirst("");
        if (!names.contains(name) && !(anyAddress && ADDRESS.matcher(name).matches())) {
            throw new HttpFailure(403, "this server has no such name as the request is addressed to");
        }
        String origin = exchange.header("Origin").toLowerCase(Locale.ROOT);
        if (!origin.isEmpty() && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw new HttpFailure(403, "requests of other pages are refused");
        }
        String site = exchange.header("Sec-Fetch-Site");
        if (site.equals("cross-site") && !exchange.header("Sec-Fetch-Mode").equals("navigate")) {
            throw new HttpFailure(403, "requests of other pages are refused");
        }
    }

    /** @throws HttpFailure if the request does not have the secret */
    void checkToken(Exchange exchange) {
        if (!MessageDigest.isEqual(bytes(exchange.header(TOKEN_HEADER)), bytes(token))) {
            throw new HttpFailure(
                    401, "the address lacks the key of this studio; open the address that 'sdcodec serve' has printed");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
