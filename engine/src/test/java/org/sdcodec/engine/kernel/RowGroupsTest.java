package org.sdcodec.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowGroupsTest {
    @Test
    void everyRowIsInOneGroup() {
        for (int rows = 0; rows <= 600; rows++) {
            RowGroups groups = RowGroups.of(rows);
            int next = 0;
            for (int group = 0; group < groups.count(); group++) {
                assertThat(groups.first(group))
                        .as("%s of %d rows", groups, rows)
                        .isEqualTo(next);
                assertThat(groups.rows(group)).isBetween(1, 12);
                next += groups.rows(group);
            }
            assertThat(next).as("rows of %s", groups).isEqualTo(rows);
        }
    }

    @Test
    void noRowIsLeftWhereTensAndTwelvesSuffice() {
        assertThat(RowGroups.of(40)).isEqualTo(new RowGroups(0, 4, 0));
        assertThat(RowGroups.of(77)).isEqualTo(new RowGroups(6, 0, 5));
        assertThat(RowGroups.of(128)).isEqualTo(new RowGroups(9, 2, 0));
        for (int rows = 40; rows <= 600; rows += 2) {
            assertThat(RowGroups.of(rows).rest()).as("%d rows", rows).isZero();
            assertThat(RowGroups.of(rows + 5).rest()).as("%d rows", rows + 5).isEqualTo(5);
        }
    }
}
