package org.sdcodec.spark;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sdcodec.Denoising;
import org.sdcodec.SdcInfo;

/** The fields of {@code sdc_info}, in their order: names and values are those of {@code sdcodec info --json}. */
enum InfoColumn {
    WIDTH(DataTypes.IntegerType, SdcInfo::width),
    HEIGHT(DataTypes.IntegerType, SdcInfo::height),
    CODED_WIDTH(DataTypes.IntegerType, SdcInfo::codedWidth),
    CODED_HEIGHT(DataTypes.IntegerType, SdcInfo::codedHeight),
    ALPHA(DataTypes.BooleanType, SdcInfo::alpha),
    GAMUT(DataTypes.StringType, info -> info.gamut().title()),
    GRAY(DataTypes.BooleanType, SdcInfo::gray),
    VERSION(DataTypes.IntegerType, SdcInfo::version),
    MODE(DataTypes.StringType, SdcInfo::mode),
    DEPENDENT(DataTypes.BooleanType, SdcInfo::dependent),
    STEP(DataTypes.FloatType, SdcInfo::step),
    FINGERPRINT(DataTypes.StringType, SdcInfo::fingerprint),
    CHECKED(DataTypes.BooleanType, SdcInfo::checked),
    BYTES(DataTypes.LongType, SdcInfo::bytes),
    HEADER_BYTES(DataTypes.IntegerType, SdcInfo::headerBytes),
    LATENT_BYTES(DataTypes.IntegerType, SdcInfo::latentBytes),
    ALPHA_BYTES(DataTypes.IntegerType, SdcInfo::alphaBytes),
    METADATA_BYTES(DataTypes.IntegerType, SdcInfo::metadataBytes),
    OTHER_BYTES(DataTypes.LongType, SdcInfo::otherBytes),
    /** The number of slices; {@code info --json} lists their bytes instead. */
    SLICES(DataTypes.IntegerType, info -> info.slices().size()),
    /** Null where the encoder did not look for it, as the next. */
    DENOISING_STEPS(
            DataTypes.IntegerType,
            info -> info.denoising().map(Denoising::steps).orElse(null)),
    DENOISING_STRENGTH(
            DataTypes.DoubleType,
            info -> info.denoising().map(Denoising::strength).orElse(null)),
    BITS_PER_PIXEL(DataTypes.DoubleType, SdcInfo::bitsPerPixel);

    private final DataType type;
    private final Function<SdcInfo, Object> value;

    InfoColumn(DataType type, Function<SdcInfo, Object> value) {
        this.type = type;
        this.value = value;
    }

    /** The name of the field, in lower case. */
    String fieldName() {
        return SqlFunction.inLowerCase(this);
    }

    /** The type of the struct. */
    static StructType structType() {
        StructType struct = new StructType();
        for (InfoColumn column : values()) {
            struct = struct.add(column.fieldName(), column.type);
        }
        return struct;
    }

    /** The struct of a file; null for null. */
    static Row row(SdcInfo info) {
        return info == null
                ? null
                : RowFactory.create(Arrays.stream(values())
                        .map(column -> column.value.apply(info))
                        .toArray());
    }
}
