package org.sdcodec.weights.safetensors;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;

/**
 * A model that is spread over several safetensors files, joined by an index ({@code *.safetensors.index.json}) whose
 * {@code weight_map} gives the file of each tensor.
 */
public final class SafetensorsIndex implements TensorSource, Closeable {
    private final String origin;
    private final Map<String, Safetensors> shardOfTensor = new TreeMap<>();
    private final Map<String, Safetensors> shards = new LinkedHashMap<>();

    private SafetensorsIndex(String origin) {
        this.origin = origin;
    }

    /**
     * Opens an index and all the files it names, which lie in the index's folder.
     *
     * @throws WeightsException if one of them cannot be read or is damaged, if the index names a tensor that its file
     *     lacks, or if a file holds a tensor that the index does not give to it
     */
    public static SafetensorsIndex open(Path indexFile) {
        SafetensorsIndex index = new SafetensorsIndex(indexFile.toString());
        try {
            index.read(indexFile);
        } catch (RuntimeException e) {
            index.close();
            throw e;
        }
        return index;
    }

    private void read(Path indexFile) {
        if (!(Json.readObject(indexFile).get("weight_map") instanceof Map<?, ?> weightMap)) {
            throw new WeightsException(origin + ": lacks weight_map, which gives the file of each tensor");
        }
        for (Map.Entry<?, ?> entry : weightMap.entrySet()) {
            String tensor = (String) entry.getKey();
            if (!(entry.getValue() instanceof String fileName) || !isPlainName(fileName)) {
                throw new WeightsException(origin + ": weight_map gives " + Quote.name(tensor) + " to "
                        + Quote.name(String.valueOf(entry.getValue()))
                        + ", which is not the name of a file in the same folder");
            }
            Safetensors shard =
                    shards.computeIfAbsent(fileName, name -> Safetensors.open(indexFile.resolveSibling(name)));
            if (!shard.names().contains(tensor)) {
                throw new WeightsException(
                        origin + ": gives tensor " + Quote.name(tensor) + " to " + fileName + ", which lacks it");
            }
            shardOfTensor.put(tensor, shard);
        }
        for (Safetensors shard : shards.values()) {
            for (String tensor : shard.names()) {
                if (shardOfTensor.get(tensor) != shard) {
                    throw new WeightsException(shard.origin() + ": holds tensor " + Quote.name(tensor)
                            + ", which the index " + origin + " does not give to it");
                }
            }
        }
    }

    private static boolean isPlainName(String fileName) {
        return fileName.endsWith(".safetensors")
                && fileName.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    }

    private Safetensors shard(String name) {
        Safetensors shard = shardOfTensor.get(name);
        if (shard == null) {
            throw new WeightsException(origin + ": there is no tensor " + Quote.name(name));
        }
        return shard;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(shardOfTensor.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        return shard(name).info(name);
    }

    @Override
    public float[] floats(String name) {
        return shard(name).floats(name);
    }

    @Override
    public void read(String name, float[] to) {
        shard(name).read(name, to);
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public String origin(String name) {
        return shard(name).origin();
    }

    /** Closes all the files; arrays that were read stay valid. */
    @Override
    public void close() {
        shards.values().forEach(Safetensors::close);
    }
}
