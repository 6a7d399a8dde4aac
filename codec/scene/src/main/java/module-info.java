/**
 * A rendered picture for demonstration, benchmarks and tests; not promised to stay the same from one version to the
 * next.
 */
module org.sdcodec.scene {
    exports org.sdcodec.scene;
}
