package io.millwright.standalone.imports;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.VersionParser;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of a file's schema that is not within another: what it means, and its value in the row.
 */
final class ParquetColumn {
  private static final long JULIAN_EPOCH = 2_440_588;
  private static final long DAY_MICROS = 86_400_000_000L;

  private enum Times {
    NONE,
    DATE,
    MILLIS,
    MICROS,
    NANOS
  }

  private final String name;
  private final ColumnDescriptor descriptor;
  private final PrimitiveTypeName type;
  private final Times times;
  private final boolean local;
  private final int scale;
  private final boolean decimal;
  private @Nullable ColumnReaderImpl reader;
  private boolean empty;
  private long integer;
  private double real;
  private @Nullable Binary binary;

  /** Those of a file; columns in columns are passed over. */
  static List<ParquetColumn> of(List<SchemaElement> schema) {
    List<ParquetColumn> columns = new ArrayList<>();
    for (int place = 1; place < schema.size(); place = behind(schema, place)) {
      SchemaElement element = schema.get(place);
      if (element.isSetType() && element.getRepetition_type() != FieldRepetitionType.REPEATED) {
        columns.add(new ParquetColumn(element));
      }
    }
    return columns;
  }

  /** Of that element and all within it. */
  private static int behind(List<SchemaElement> schema, int place) {
    int open = 1;
    int next = place;
    while (open > 0 && next < schema.size()) {
      open += schema.get(next).isSetNum_children() ? schema.get(next).getNum_children() : 0;
      open--;
      next++;
    }
    return next;
  }

  private ParquetColumn(SchemaElement element) {
    this.name = element.getName();
    this.type = PrimitiveTypeName.valueOf(typeName(element));
    boolean optional = element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
    PrimitiveType primitive =
        new PrimitiveType(
            optional ? Repetition.OPTIONAL : Repetition.REQUIRED,
            type,
            element.isSetType_length() ? element.getType_length() : 0,
            name);
    this.descriptor = new ColumnDescriptor(new String[] {name}, primitive, 0, optional ? 1 : 0);
    LogicalType logical = element.isSetLogicalType() ? element.getLogicalType() : null;
    ConvertedType converted = element.isSetConverted_type() ? element.getConverted_type() : null;
    this.times = times(logical, converted);
    this.local =
        logical != null && logical.isSetTIMESTAMP() && !logical.getTIMESTAMP().isIsAdjustedToUTC();
    this.decimal = converted == ConvertedType.DECIMAL || logical != null && logical.isSetDECIMAL();
    this.scale =
        logical != null && logical.isSetDECIMAL()
            ? logical.getDECIMAL().getScale()
            : element.isSetScale() ? element.getScale() : 0;
  }

  private static String typeName(SchemaElement element) {
    return switch (element.getType()) {
      case BYTE_ARRAY -> "BINARY";
      default -> element.getType().name();
    };
  }

  private static Times times(@Nullable LogicalType logical, @Nullable ConvertedType converted) {
    if (logical != null && logical.isSetTIMESTAMP()) {
      var unit = logical.getTIMESTAMP().getUnit();
      return unit.isSetMILLIS() ? Times.MILLIS : unit.isSetMICROS() ? Times.MICROS : Times.NANOS;
    }
    if (converted == ConvertedType.TIMESTAMP_MILLIS) {
      return Times.MILLIS;
    }
    if (converted == ConvertedType.TIMESTAMP_MICROS) {
      return Times.MICROS;
    }
    return converted == ConvertedType.DATE || logical != null && logical.isSetDATE()
        ? Times.DATE
        : Times.NONE;
  }

  String name() {
    return name;
  }

  /**
   * Goes on with the next group of rows.
   *
   * @param pages null = the group has none of this column
   * @param writer of the file; null = not known
   */
  void begin(@Nullable PageReader pages, VersionParser.@Nullable ParsedVersion writer) {
    reader =
        pages == null
            ? null
            : new ColumnReaderImpl(descriptor, pages, new PrimitiveConverter() {}, writer);
  }

  /** Takes the value of the next row. */
  void take() {
    ColumnReaderImpl open = reader;
    if (open == null) {
      empty = true;
      return;
    }
    empty = open.getCurrentDefinitionLevel() < descriptor.getMaxDefinitionLevel();
    if (!empty) {
      switch (type) {
        case BOOLEAN -> integer = open.getBoolean() ? 1 : 0;
        case INT32 -> integer = open.getInteger();
        case INT64 -> integer = open.getLong();
        case FLOAT -> real = open.getFloat();
        case DOUBLE -> real = open.getDouble();
        case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> binary = open.getBinary();
      }
    }
    open.consume();
  }

  /** Null = there is nothing. */
  @Nullable String text() {
    if (empty) {
      return null;
    }
    return switch (type) {
      case BOOLEAN, INT32, INT64 -> Long.toString(integer);
      case FLOAT, DOUBLE -> Double.toString(real);
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes().toStringUsingUTF8();
      case INT96 -> bytes().toString();
    };
  }

  /**
   * Microseconds since 1970.
   *
   * @param times of numbers and texts that the file does not say to be times
   * @param zone of local times
   */
  long timeMicros(TimeFormat times, ZoneId zone) throws BadCellException {
    if (empty) {
      throw new BadCellException("there is no time");
    }
    String shown = String.valueOf(text());
    if (type == PrimitiveTypeName.INT96) {
      // As Spark and Impala wrote times once: nanoseconds of the day, and the Julian day.
      ByteBuffer bytes = bytes().toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      long nanos = bytes.getLong();
      long day = bytes.getInt() - JULIAN_EPOCH;
      return TimeFormat.checked(day * DAY_MICROS + Math.floorDiv(nanos, 1_000L), shown);
    }
    return switch (this.times) {
      case NONE -> times.micros(shown);
      case DATE -> checked(integer, DAY_MICROS, zone, shown);
      case MILLIS -> checked(integer, 1_000, zone, shown);
      case MICROS -> checked(integer, 1, zone, shown);
      case NANOS -> checked(Math.floorDiv(integer, 1_000L), 1, zone, shown);
    };
  }

  private long checked(long value, long unit, ZoneId zone, String shown) throws BadCellException {
    long micros = value > Long.MAX_VALUE / unit ? -1 : TimeFormat.checked(value * unit, shown);
    if (local || times == Times.DATE) {
      LocalDateTime there =
          LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
      micros = TimeFormat.micros(there.atZone(zone).toInstant());
    }
    return TimeFormat.checked(micros, shown);
  }

  /** NaN = there is nothing. Finite otherwise. */
  double number() throws BadCellException {
    if (empty) {
      return Double.NaN;
    }
    return switch (type) {
      case FLOAT, DOUBLE -> {
        if (Double.isInfinite(real)) {
          throw new BadCellException("value " + real + " is not finite");
        }
        yield real;
      }
      case BOOLEAN, INT32, INT64 ->
          scale == 0 ? integer : BigDecimal.valueOf(integer, scale).doubleValue();
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> {
        if (decimal) {
          yield new BigDecimal(new BigInteger(bytes().getBytes()), scale).doubleValue();
        }
        throw new BadCellException(
            "value '" + BadCellException.shown(String.valueOf(text())) + "' is not a number");
      }
    };
  }

  private Binary bytes() {
    Binary bytes = binary;
    if (bytes == null) {
      throw new IllegalStateException(name + " has no bytes");
    }
    return bytes;
  }
}
