package org.sdcodec.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Adds the functions to SQL: {@code --conf spark.sql.extensions=org.sdcodec.spark.SdcExtensions}. They are {@code
 * sdc_encode}, {@code sdc_reencode}, {@code sdc_decode} and each of these as {@code sdc_try_…}, {@code sdc_info},
 * {@code sdc_compare}, {@code sdc_kernels}; {@code DESCRIBE FUNCTION} says what each does. Types and constant options
 * are checked before a query runs.
 */
public final class SdcExtensions implements Function1<SparkSessionExtensions, BoxedUnit> {

    /** Called by Spark. */
    public SdcExtensions() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        for (SqlFunction function : SqlFunction.values()) {
            extensions.injectFunction(new Tuple3<>(
                    new FunctionIdentifier(function.sqlName()),
                    new ExpressionInfo(
                            SqlFunction.class.getName(),
                            null,
                            function.sqlName(),
                            function.usage(),
                            "",
                            "",
                            "",
                            "",
                            "",
                            "",
                            ""),
                    arguments -> expression(function, CollectionConverters.asJava(arguments))));
        }
        return BoxedUnit.UNIT;
    }

    private static Expression expression(SqlFunction function, List<Expression> arguments) {
        if (arguments.size() < function.minArguments() || arguments.size() > function.maxArguments()) {
            String expected = function.minArguments() == function.maxArguments()
                    ? String.valueOf(function.minArguments())
                    : function.minArguments() + " or " + function.maxArguments();
            throw failure(
                    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                    Map.of(
                            "functionName",
                            function.sqlName(),
                            "expectedNum",
                            expected,
                            "actualNum",
                            String.valueOf(arguments.size()),
                            "docroot",
                            "docs/spark.md"));
        }
        Expression[] typed = new Expression[arguments.size()];
        for (int i = 0; i < typed.length; i++) {
            typed[i] = typed(function, i, arguments.get(i));
        }
        boolean hasOptions = function.conversion() != null && typed.length == 2;
        if (hasOptions && typed[1].foldable()) {
            check(function, (MapData) typed[1].eval(null));
        }
        return udf(function, typed);
    }

    private static Expression typed(SqlFunction function, int index, Expression argument) {
        DataType wanted = function.argument(index);
        DataType found = argument.dataType();
        if (found.equals(wanted)) {
            return argument;
        }
        if (found instanceof NullType || wanted != DataTypes.BinaryType && Cast.canAnsiCast(found, wanted)) {
            return new Cast(argument, wanted, Option.empty());
        }
        throw failure(
                "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                Map.of(
                        "sqlExpr",
                        function.sqlName(),
                        "paramIndex",
                        index == 0 ? "first" : "second",
                        "requiredType",
                        '"' + wanted.sql() + '"',
                        "inputSql",
                        argument.sql(),
                        "inputType",
                        '"' + found.sql() + '"'));
    }

    /** So that a wrong name fails the query at once, and not its first task. */
    private static void check(SqlFunction function, MapData options) {
        if (options == null) {
            return;
        }
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < options.numElements(); i++) {
            if (!options.valueArray().isNullAt(i)) {
                given.put(
                        options.keyArray().getUTF8String(i).toString(),
                        options.valueArray().getUTF8String(i).toString());
            }
        }
        function.conversion().options(given);
    }

    private static Expression udf(SqlFunction function, Expression... arguments) {
        return new ScalaUDF(
                scalaFunction(function, arguments.length),
                function.type(),
                CollectionConverters.asScala(List.of(arguments)).toSeq(),
                empty(),
                Option.empty(),
                Option.apply(function.sqlName()),
                true,
                // Else it could be computed once, by the driver.
                arguments.length > 0);
    }

    private static Object scalaFunction(SqlFunction function, int arguments) {
        if (arguments == 0) {
            return (Function0<Object> & Serializable) SqlFunction::kernels;
        }
        if (arguments == 1) {
            SqlFunction.Unary unary = function.unary();
            return (Function1<Object, Object> & Serializable) input -> unary.call((byte[]) input);
        }
        SqlFunction.Binary binary = function.binary();
        return (Function2<Object, Object, Object> & Serializable) binary::call;
    }

    @SuppressWarnings("unchecked")
    private static <T> Seq<T> empty() {
        return (Seq<T>) Nil$.MODULE$;
    }

    private static RuntimeException failure(String condition, Map<String, String> parameters) {
        scala.collection.immutable.Map<String, String> scalaMap =
                Map$.MODULE$.from(CollectionConverters.asScala(parameters));
        return SdcExtensions.<RuntimeException>unchecked(new AnalysisException(condition, scalaMap));
    }

    /** An AnalysisException is checked for Java, but not for Scala, which calls this. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException unchecked(Throwable e) throws E {
        throw (E) e;
    }
}
