package io.millwright.models.plan;

import java.util.List;

/** One made-up machine for each ready plan that needs no model. */
final class Machines {
  private Machines() {}

  static List<MachineHistory> all() {
    return List.of(
        pump(), motor(), gearbox(), bearing(), fan(), compressor(), hydraulicUnit(), generic());
  }

  private static MachineHistory pump() {
    return new MachineHistory("centrifugal-pump")
        .point("speed", 2, 0, now -> now.on(now.load > 0.8 ? 2950 : 2400))
        .point("suction_pressure", 0.01, now -> 2 - 0.8 * now.of("cavitation"))
        .point(
            "discharge_pressure",
            0.02,
            0.002,
            now ->
                2
                    - 0.8 * now.of("cavitation")
                    + now.on(now.load > 0.8 ? 6 : 4) * (1 - 0.12 * now.of("impeller-wear")))
        .point("flow", 0.5, now -> now.on(now.load > 0.8 ? 220 : 175))
        .point("fluid_temp", 0.1, now -> 35)
        .point("ambient_temp", 0.1, 0, now -> now.ambient)
        .point("power", 0.3, now -> now.on(now.load > 0.8 ? 52 : 28))
        .point("current_l1", 0.2, 0.001, now -> now.on(now.load > 0.8 ? 92 : 60))
        .point(
            "current_l2",
            0.2,
            0.001,
            now -> now.on(now.load > 0.8 ? 92 : 60) * (1 + 0.1 * now.of("motor-phases-apart")))
        .point("current_l3", 0.2, 0.001, now -> now.on(now.load > 0.8 ? 92 : 60))
        .point(
            "vib_de",
            0.05,
            now ->
                now.on(0.9 + 0.5 * now.load)
                    * (1
                        + 1.6 * now.of("imbalance")
                        + 0.3 * now.of("misalignment")
                        + 0.3 * now.of("bearing-damage-de")))
        .point(
            "vib_de_axial",
            0.03,
            now ->
                now.on(0.5 + 0.3 * now.load)
                    * (1 + 1.6 * now.of("imbalance") + 2.5 * now.of("misalignment")))
        .point(
            "vib_nde",
            0.05,
            now ->
                now.on(0.8 + 0.5 * now.load)
                    * (1 + 1.6 * now.of("imbalance") + 0.2 * now.of("bearing-damage-nde")))
        .point(
            "vib_motor_de",
            0.05,
            now -> now.on(0.9 + 0.4 * now.load) * (1 + 0.5 * now.of("misalignment")))
        .point(
            "accel_de",
            0.3,
            now ->
                now.on(6 + 3 * now.load)
                    * (1 + 2 * now.of("bearing-damage-de") + 1.5 * now.of("cavitation")))
        .point(
            "accel_nde",
            0.3,
            now ->
                now.on(6 + 3 * now.load)
                    * (1 + 2 * now.of("bearing-damage-nde") + 1.5 * now.of("cavitation")))
        .point("temp_de", 0.1, 0, now -> now.above(25 + 12 * now.of("bearing-damage-de")))
        .point("temp_de_2", 0.1, 0, now -> now.above(25 + 12 * now.of("bearing-damage-de")))
        .point("temp_nde", 0.1, 0, now -> now.above(22 + 12 * now.of("bearing-damage-nde")))
        .point("seal_pressure", 0.02, 0.002, now -> 4 - 1.5 * now.of("seal-failure"))
        .fails("bearing-damage-de", "accel_de")
        .fails("bearing-damage-nde", "accel_nde")
        .fails("imbalance", "vib_de")
        .fails("misalignment", "axial_share")
        .fails("cavitation", "suction_pressure")
        .fails("impeller-wear", "efficiency")
        .fails("seal-failure", "seal_margin")
        .fails("motor-phases-apart", "current_unbalance");
  }

  private static MachineHistory motor() {
    return new MachineHistory("electric-motor")
        .point("power", 0.3, now -> now.on(now.load > 0.8 ? 88 : 52))
        .point(
            "speed",
            0.3,
            0,
            now -> now.on((now.load > 0.8 ? 1480 : 1488) - 14 * now.of("rotor-bars")))
        .point("current_l1", 0.2, 0.001, now -> phase(now, 1))
        .point("current_l2", 0.2, 0.001, now -> phase(now, 1 + 0.12 * now.of("winding-fault")))
        .point("current_l3", 0.2, 0.001, now -> phase(now, 1 - 0.2 * now.of("supply-unbalance")))
        .point("voltage_12", 0.3, 0.0005, now -> 400)
        .point("voltage_23", 0.3, 0.0005, now -> 400)
        .point("voltage_31", 0.3, 0.0005, now -> 400 * (1 - 0.025 * now.of("supply-unbalance")))
        .point(
            "vib_de",
            0.05,
            now ->
                now.on(0.9 + 0.3 * now.load)
                    * (1
                        + 1.6 * now.of("imbalance")
                        + 0.2 * now.of("misalignment")
                        + 0.2 * now.of("bearing-damage-de")))
        .point(
            "vib_de_axial",
            0.03,
            now ->
                now.on(0.5 + 0.2 * now.load)
                    * (1 + 1.6 * now.of("imbalance") + 2.5 * now.of("misalignment")))
        .point(
            "vib_nde", 0.05, now -> now.on(0.8 + 0.3 * now.load) * (1 + 1.6 * now.of("imbalance")))
        .point(
            "accel_de",
            0.3,
            now -> now.on(5 + 3 * now.load) * (1 + 2 * now.of("bearing-damage-de")))
        .point(
            "accel_nde",
            0.3,
            now -> now.on(5 + 3 * now.load) * (1 + 2 * now.of("bearing-damage-nde")))
        .point("winding_u", 0.1, 0, now -> now.above(50 + 20 * now.of("cooling-loss")))
        .point(
            "winding_v",
            0.1,
            0,
            now -> now.above(51 + 20 * now.of("cooling-loss") + 12 * now.of("winding-fault")))
        .point("winding_w", 0.1, 0, now -> now.above(49 + 20 * now.of("cooling-loss")))
        .point("temp_de", 0.1, 0, now -> now.above(30 + 12 * now.of("bearing-damage-de")))
        .point("temp_nde", 0.1, 0, now -> now.above(28 + 12 * now.of("bearing-damage-nde")))
        .point("ambient_temp", 0.1, 0, now -> now.ambient)
        .fails("bearing-damage-de", "accel_de")
        .fails("bearing-damage-nde", "accel_nde")
        .fails("imbalance", "vib_de")
        .fails("misalignment", "axial_share")
        .fails("winding-fault", "winding_spread")
        .fails("rotor-bars", "slip")
        .fails("cooling-loss", "winding_rise")
        .fails("supply-unbalance", "voltage_unbalance");
  }

  private static double phase(MachineHistory.Now now, double share) {
    return now.on(now.load > 0.8 ? 150 : 92) * share;
  }

  private static MachineHistory gearbox() {
    return new MachineHistory("gearbox")
        .point("speed", 1, 0, now -> now.on(1480))
        .point("torque", 3, now -> now.on(now.load > 0.8 ? 1000 : 600))
        .point("vib_in", 0.05, now -> now.on(1 + 0.4 * now.load) * (1 + 0.3 * now.of("gear-wear")))
        .point(
            "vib_out", 0.05, now -> now.on(0.9 + 0.4 * now.load) * (1 + 0.3 * now.of("gear-wear")))
        .point(
            "accel_in",
            0.3,
            now ->
                now.on(6 + 4 * now.load)
                    * (1 + 2 * now.of("bearing-damage-input") + 0.2 * now.of("gear-wear")))
        .point(
            "accel_out",
            0.3,
            now ->
                now.on(5 + 4 * now.load)
                    * (1 + 2 * now.of("bearing-damage-output") + 0.2 * now.of("gear-wear")))
        .point("mesh", 0.1, now -> now.on(3 + 2 * now.load) * (1 + 1.5 * now.of("gear-wear")))
        .point("oil_temp", 0.1, 0, now -> now.above(30 + 20 * now.of("lubrication-loss")))
        .point("oil_temp_2", 0.1, 0, now -> now.above(30 + 20 * now.of("lubrication-loss")))
        .point("ambient_temp", 0.1, 0, now -> now.ambient)
        .point("oil_pressure", 0.01, now -> now.on(3 - 1.5 * now.of("lubrication-loss")))
        .point("filter_dp", 0.01, now -> now.on(0.5 + 1.2 * now.of("filter-clogged")))
        .point(
            "particles_4",
            60,
            0.05,
            now -> 1_000 * (1 + 6 * now.of("oil-contamination") + 0.5 * now.of("gear-wear")))
        .point("particles_14", 10, 0.05, now -> 150 * (1 + 4 * now.of("gear-wear")))
        .point(
            "ferrous",
            1,
            0.03,
            now -> 20 * (1 + 5 * now.of("gear-wear") + 0.5 * now.of("bearing-damage-input")))
        .point("water", 5, 0.03, now -> 100 * (1 + 5 * now.of("oil-contamination")))
        .fails("gear-wear", "ferrous")
        .fails("bearing-damage-input", "accel_in")
        .fails("bearing-damage-output", "accel_out")
        .fails("oil-contamination", "water")
        .fails("lubrication-loss", "oil_pressure")
        .fails("filter-clogged", "filter_dp");
  }

  private static MachineHistory bearing() {
    return new MachineHistory("rolling-bearing")
        .point("speed", 1, 0, now -> now.on(now.load > 0.8 ? 2950 : 2400))
        .point("accel_rms", 0.2, now -> now.on(5 + 3 * now.load) * (1 + now.of("raceway-damage")))
        .point(
            "accel_peak",
            1,
            now ->
                now.on(4 * (5 + 3 * now.load))
                    * (1 + now.of("raceway-damage"))
                    * (1 + now.of("raceway-damage")))
        .point(
            "velocity", 0.05, now -> now.on(1 + 0.4 * now.load) * (1 + 1.5 * now.of("loose-fit")))
        .point(
            "envelope",
            0.05,
            now -> now.on(1 + 0.5 * now.load) * (1 + 4 * now.of("raceway-damage")))
        .point(
            "ultrasound",
            0.5,
            0,
            now ->
                now.running
                    ? 30 + 5 * now.load + 18 * now.of("lubrication") + 9 * now.of("raceway-damage")
                    : 5)
        .point("temp", 0.1, 0, now -> now.above(25 + 12 * now.of("lubrication")))
        .point("temp_2", 0.1, 0, now -> now.above(25 + 12 * now.of("lubrication")))
        .point("ambient_temp", 0.1, 0, now -> now.ambient)
        .fails("raceway-damage", "envelope")
        .fails("lubrication", "ultrasound")
        .fails("loose-fit", "velocity");
  }

  private static MachineHistory fan() {
    return new MachineHistory("fan")
        .point("motor_speed", 1, 0, now -> now.on(now.load > 0.8 ? 1450 : 1200))
        .point(
            "speed",
            1,
            0,
            now -> now.on(now.load > 0.8 ? 1450 : 1200) * 0.8 * (1 - 0.05 * now.of("belt-slip")))
        .point("power", 0.2, now -> now.on(now.load > 0.8 ? 45 : 26))
        .point("flow", 100, now -> now.on(now.load > 0.8 ? 40_000 : 33_000))
        .point(
            "filter_dp",
            2,
            now -> now.on(now.load > 0.8 ? 160 : 109) * (1 + 3 * now.of("filter-clogged")))
        .point("fan_dp", 5, now -> now.on(now.load > 0.8 ? 2_000 : 1_370))
        .point(
            "vib_de",
            0.05,
            now ->
                now.on(0.9 + 0.4 * now.load)
                    * (1 + 1.6 * now.of("imbalance") + 0.2 * now.of("bearing-damage-de")))
        .point(
            "vib_nde",
            0.05,
            now ->
                now.on(0.8 + 0.4 * now.load)
                    * (1 + 1.6 * now.of("imbalance") + 0.2 * now.of("bearing-damage-nde")))
        .point(
            "vib_base",
            0.02,
            now ->
                now.on(0.3 + 0.2 * now.load)
                    * (1 + 1.6 * now.of("imbalance"))
                    * (1 + 2 * now.of("loose-foundation")))
        .point(
            "accel_de",
            0.2,
            now -> now.on(4 + 2 * now.load) * (1 + 2 * now.of("bearing-damage-de")))
        .point(
            "accel_nde",
            0.2,
            now -> now.on(4 + 2 * now.load) * (1 + 2 * now.of("bearing-damage-nde")))
        .point("temp_de", 0.1, 0, now -> now.above(22 + 12 * now.of("bearing-damage-de")))
        .point("temp_nde", 0.1, 0, now -> now.above(20 + 12 * now.of("bearing-damage-nde")))
        .point("ambient_temp", 0.1, 0, now -> now.ambient)
        .fails("imbalance", "vib_de")
        .fails("bearing-damage-de", "accel_de")
        .fails("bearing-damage-nde", "accel_nde")
        .fails("loose-foundation", "base_share")
        .fails("belt-slip", "belt_ratio")
        .fails("filter-clogged", "filter_resistance");
  }

  private static MachineHistory compressor() {
    return new MachineHistory("compressor")
        .point("speed", 2, 0, now -> now.on(now.load > 0.8 ? 3_000 : 2_200))
        .point("power", 0.3, now -> now.on(now.load > 0.8 ? 90 : 64))
        .point(
            "flow",
            0.05,
            now -> now.on(now.load > 0.8 ? 15 : 11) * (1 - 0.15 * now.of("internal-leakage")))
        .point("inlet_filter_dp", 0.05, now -> now.on(1.5 + 4 * now.of("inlet-filter-clogged")))
        .point("discharge_pressure", 0.02, now -> 7.5)
        .point("separator_dp", 0.005, now -> now.on(0.25 + 0.8 * now.of("separator-clogged")))
        .point("discharge_temp", 0.1, 0, now -> now.above(60 + 15 * now.of("cooler-fouled")))
        .point("discharge_temp_2", 0.1, 0, now -> now.above(60 + 15 * now.of("cooler-fouled")))
        .point("oil_temp", 0.1, 0, now -> now.above(35 + 15 * now.of("cooler-fouled")))
        .point("cooling_temp", 0.1, 0, now -> now.ambient)
        .point(
            "vib_element",
            0.1,
            now -> now.on(2.5 + now.load) * (1 + 0.5 * now.of("rotor-bearing-damage")))
        .point(
            "vib_motor",
            0.05,
            now -> now.on(1.2 + 0.3 * now.load) * (1 + 3 * now.of("motor-vibration")))
        .point(
            "accel_element",
            1,
            now -> now.on(25 + 10 * now.load) * (1 + 2 * now.of("rotor-bearing-damage")))
        .fails("rotor-bearing-damage", "accel_element")
        .fails("internal-leakage", "specific_power")
        .fails("cooler-fouled", "oil_approach")
        .fails("separator-clogged", "separator_dp")
        .fails("inlet-filter-clogged", "inlet_filter_dp")
        .fails("motor-vibration", "vib_motor");
  }

  private static MachineHistory hydraulicUnit() {
    return new MachineHistory("hydraulic-unit")
        .point("motor_power", 0.2, now -> now.on(now.load > 0.8 ? 43 : 27))
        .point("pressure", 0.3, now -> now.on(now.load > 0.8 ? 180 : 110))
        .point("pressure_swing", 0.1, now -> now.on(4) * (1 + 2 * now.of("accumulator-gas-loss")))
        .point("flow", 0.5, now -> now.on(115) * (1 - 0.12 * now.of("pump-wear")))
        .point(
            "case_drain",
            0.03,
            now -> now.on(now.load > 0.8 ? 3 : 2) * (1 + 3 * now.of("pump-wear")))
        .point("return_filter_dp", 0.01, now -> now.on(0.4 + 1.2 * now.of("return-filter-clogged")))
        .point("oil_temp", 0.1, 0, now -> now.above(25 + 15 * now.of("cooler-fouled")))
        .point("oil_temp_2", 0.1, 0, now -> now.above(25 + 15 * now.of("cooler-fouled")))
        .point("ambient_temp", 0.1, 0, now -> now.ambient)
        .point("oil_level", 0.2, 0, now -> 75 - 40 * now.of("oil-leak"))
        .point("accel_pump", 0.2, now -> now.on(8 + 3 * now.load) * (1 + 0.4 * now.of("pump-wear")))
        .point("particles_4", 60, 0.05, now -> 1_000 * (1 + 6 * now.of("oil-contamination")))
        .point("particles_6", 20, 0.05, now -> 300 * (1 + 6 * now.of("oil-contamination")))
        .point("particles_14", 3, 0.05, now -> 40 * (1 + 6 * now.of("oil-contamination")))
        .point("water_saturation", 0.3, 0.01, now -> 20 + 72 * now.of("water-in-oil"))
        .fails("pump-wear", "drain_share")
        .fails("return-filter-clogged", "return_filter_dp")
        .fails("accumulator-gas-loss", "pressure_swing")
        .fails("oil-leak", "oil_level")
        .fails("oil-contamination", "doublings_4")
        .fails("water-in-oil", "water_saturation")
        .fails("cooler-fouled", "oil_rise");
  }

  private static MachineHistory generic() {
    return new MachineHistory("generic")
        .point("load", 0.3, 0, now -> now.on(100 * now.load))
        .point(
            "vibration",
            0.05,
            now -> now.on(1 + 0.5 * now.load) * (1 + 1.6 * now.of("vibration-rise")))
        .point("temperature", 0.1, 0, now -> now.above(30 + 18 * now.of("overheating")))
        .point("ambient_temp", 0.1, 0, now -> now.ambient)
        .point(
            "current",
            0.2,
            now -> now.on(20 + 30 * now.load) * (1 + 0.15 * now.of("process-change")))
        .point("pressure", 0.02, now -> now.on(2 + 3 * now.load))
        .point("flow", 0.5, now -> now.on(100 * now.load) * (1 - 0.15 * now.of("process-change")))
        .fails("vibration-rise", "vibration")
        .fails("overheating", "temp_rise")
        .fails("process-change", "current");
  }
}
