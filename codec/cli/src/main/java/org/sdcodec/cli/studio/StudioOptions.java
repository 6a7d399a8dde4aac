package org.sdcodec.cli.studio;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.sdcodec.Limits;

/**
 * How the studio runs.
 *
 * @param address where it listens; port 0 for any that is free
 * @param names of this machine by which browsers may ask for it, in addition to its addresses
 * @param limits of pixels and time; of the embedded model's codec the memory, too
 * @param maxUpload bytes of a picture's file
 * @param searchPath the folders where programs of other codecs are looked for
 * @param models that can be chosen, at least one, the first to begin with
 * @param temporary the folder in which the studio makes its own, the only place where it writes
 * @param version of this program, for people
 */
public record StudioOptions(
        InetSocketAddress address,
        Set<String> names,
        Limits limits,
        int maxUpload,
        List<Path> searchPath,
        List<ModelChoice> models,
        Path temporary,
        String version) {}
