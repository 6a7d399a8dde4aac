package org.sdcodec.weights.hub;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sdcodec.weights.WeightsException;

/**
 * Proxies as curl and its kin take them from the environment: {@code HTTPS_PROXY} or {@code HTTP_PROXY} by the address'
 * scheme, else {@code ALL_PROXY}; lower case wins. A value is {@code [http://][user:password@]host[:port]}. {@code
 * NO_PROXY} is {@code *} or a list, separated by commas, of hosts, each for its subdomains too, some with {@code
 * :port}.
 */
final class EnvironmentProxies extends ProxySelector {
    private static final int DEFAULT_PORT = 80;

    private final HubEnvironment environment;

    EnvironmentProxies(HubEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<URI> proxy = proxy(uri.getScheme());
        if (proxy.isEmpty() || isDirect(uri)) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.get().getPort() < 0 ? DEFAULT_PORT : proxy.get().getPort();
        return List.of(new Proxy(
                Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.get().getHost(), port)));
    }

    /** Name and password of whichever proxy has them. */
    Optional<Authenticator> authenticator() {
        Optional<String> userInfo =
                proxy("https").or(() -> proxy("http")).map(URI::getUserInfo).filter(info -> info.indexOf(':') >= 0);
        return userInfo.map(info -> new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                // The hub itself is never answered with the proxy's password.
                if (getRequestorType() != RequestorType.PROXY) {
                    return null;
                }
                int colon = info.indexOf(':');
                return new PasswordAuthentication(
                        info.substring(0, colon), info.substring(colon + 1).toCharArray());
            }
        });
    }

    private Optional<URI> proxy(String scheme) {
        String variable = scheme.toLowerCase(Locale.ROOT) + "_proxy";
        return environment
                .get(variable)
                .or(() -> environment.get(variable.toUpperCase(Locale.ROOT)))
                .or(() -> environment.get("all_proxy"))
                .or(() -> environment.get("ALL_PROXY"))
                .map(value -> parse(variable.toUpperCase(Locale.ROOT), value));
    }

    private static URI parse(String variable, String value) {
        URI uri = null;
        try {
            uri = URI.create(value.contains("://") ? value : "http://" + value);
        } catch (IllegalArgumentException e) {
            // Said below; the value may hold a password and is not repeated.
        }
        if (uri == null || uri.getHost() == null || !uri.getScheme().equalsIgnoreCase("http")) {
            throw new WeightsException("the proxy in " + variable
                    + " (or ALL_PROXY) is not one that can be used; expected" + " http://host:port");
        }
        return uri;
    }

    private boolean isDirect(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        String list = environment
                .get("no_proxy")
                .or(() -> environment.get("NO_PROXY"))
                .orElse("");
        for (String item : list.toLowerCase(Locale.ROOT).split(",")) {
            String rule = item.strip();
            if (rule.endsWith(":" + port)) {
                rule = rule.substring(0, rule.lastIndexOf(':'));
            }
            rule = rule.replaceFirst("^\\*?\\.", "");
            if (rule.equals("*") || !rule.isEmpty() && (host.equals(rule) || host.endsWith("." + rule))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The failure itself reaches the caller.
    }
}
