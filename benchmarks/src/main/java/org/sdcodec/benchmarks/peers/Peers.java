package org.sdcodec.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The engines of this build: always sdcodec's own, the others with the Maven profile {@code peers}. */
final class Peers {
    private Peers() {}

    static List<Peer> all() {
        List<Peer> all = new ArrayList<>();
        all.add(new SdcodecPeer());
        ServiceLoader.load(Peer.class).forEach(all::add);
        return all;
    }

    /**
     * The engine of that name.
     *
     * @throws IllegalArgumentException if this build has none
     */
    static Peer named(String name) {
        List<Peer> all = all();
        return all.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no engine '" + name + "'; this build has "
                        + String.join(", ", all.stream().map(Peer::name).toList())
                        + (all.size() == 1
                                ? " alone: build it with the others by mvn -Ppeers -pl benchmarks -am -DskipTests package"
                                : "")));
    }
}
