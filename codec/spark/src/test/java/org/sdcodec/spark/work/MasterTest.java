package org.sdcodec.spark.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local                   | true  | 1",
                "local[2]                | true  | 1",
                "local[*]                | true  | 1",
                "local[2,3]              | true  | 3",
                "local[*, 3]             | true  | 3",
                "local-cluster[2,1,1024] | false | 7",
                "spark://host:7077       | false | 7",
            })
    void namesAreReadAsSparkReadsThem(String master, boolean local, int attempts) {
        SparkConf conf = new SparkConf(false).setMaster(master).set("spark.task.maxFailures", "7");
        assertThat(Master.isLocal(conf)).isEqualTo(local);
        assertThat(Master.attempts(conf)).isEqualTo(attempts);
    }

    @Test
    void withoutSettingsAClusterTriesFourTimes() {
        assertThat(Master.isLocal(new SparkConf(false))).isFalse();
        assertThat(Master.attempts(new SparkConf(false))).isEqualTo(4);
    }
}
