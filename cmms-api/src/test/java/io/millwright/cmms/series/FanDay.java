package io.millwright.cmms.series;

import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import java.util.Map;

/**
 * A day of the fan {@code fan-day}, filled as the historian fills it: a point {@code power} in kW,
 * events, and changes of state. Made once, in the API that test classes share.
 */
final class FanDay {
  static final String TAG = "fan-day";
  static final String RANGE = "from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z";

  private FanDay() {}

  /** The API that has it. */
  static TestCmms cmms() {
    return Made.CMMS;
  }

  private static final class Made {
    static final TestCmms CMMS = write(TestCmms.shared());
  }

  private static TestCmms write(TestCmms cmms) {
    cmms.as(As.ADMIN).post("/api/assets", Map.of("tag", TAG, "name", TAG, "assetClass", "fan"));
    cmms.as(As.ADMIN)
        .put(
            "/api/assets/" + TAG + "/points/power",
            Map.of("unit", "kW", "lowPriority", false),
            Map.of());
    TestPostgres.execute(
        cmms.database(),
        """
        set search_path = series;
        insert into point (tenant_id, asset, point) values ('acme', 'fan-day', 'power');
        insert into asset_series (tenant_id, asset) values ('acme', 'fan-day');
        -- a reading a minute for a day: 10 kW, from 6:00 to 12:00 2 kW, none from 18:00 to 20:00, a bad one at 1:00
        insert into measurement (point_id, time, value, quality)
          select point_id, '2026-06-01Z'::timestamptz + m * interval '1 minute',
            case when m = 60 then -999 when m >= 360 and m < 720 then 2 else 10 end, case when m = 60 then 0 else 192 end
          from point, generate_series(0, 1440) m where asset = 'fan-day' and (m <= 1080 or m >= 1200);
        insert into unrolled_hour
          select distinct point_id, date_bin('1 hour', time, '1970-01-01Z') from measurement join point using (point_id)
          where asset = 'fan-day';
        insert into event
          select asset_id, '2026-06-01Z'::timestamptz + hour * interval '1 hour', gen_random_uuid(), source, kind, code, ''
          from asset_series, (values
            (-2, 'mqtt:plc', 2, 'RUNNING'), (6, 'mqtt:plc', 2, 'IDLE'), (6, 'mqtt:plc', 1, 'E17'), (6, 'mqtt:plc', 1, 'E18'),
            (8, 'mqtt:other', 4, ''), (12, 'mqtt:plc', 2, 'RUNNING'), (18, 'mqtt:plc', 4, ''), (20, 'mqtt:plc', 3, ''),
            (21, 'mqtt:plc', 2, 'RUNNING')) v (hour, source, kind, code)
          where asset = 'fan-day';
        insert into state_change
          select asset_id, '2026-06-01Z'::timestamptz + hour * interval '1 hour', point, detector, state, previous, 5.5, 4, 'why',
            'fan', 3
          from asset_series, (values
            (0, 'power', 'zone', 1, 0), (6, 'power', 'zone', 2, 1), (9, 'power', 'zone', 3, 2), (12, 'power', 'zone', 1, 3),
            (7, 'power', 'trend', 2, 1), (8, 'year', 'trend', 2, 1)) v (hour, point, detector, state, previous)
          where asset = 'fan-day';
        """);
    return cmms;
  }
}
