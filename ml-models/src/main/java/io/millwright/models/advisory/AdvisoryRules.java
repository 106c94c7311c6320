package io.millwright.models.advisory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The advisory rules of one asset and where each stands. An episode outlives the rule that opened
 * it: it is kept under its failure mode and rule name when a new plan no longer has the rule.
 */
public final class AdvisoryRules {
  private final List<AdvisoryRule> rules;
  private final TreeMap<Key, Episode> episodes = new TreeMap<>();

  /** Those of the rules, in their order. */
  private final Episode[] episodeOf;

  /** Failure modes with an open work order. */
  private final TreeSet<String> workOrders = new TreeSet<>();

  public AdvisoryRules(List<AdvisoryRule> rules) {
    this.rules = rules;
    this.episodeOf = new Episode[rules.size()];
    for (AdvisoryRule rule : rules) {
      episodes.put(keyOf(rule), new Episode());
    }
    findEpisodes();
  }

  private void findEpisodes() {
    for (int i = 0; i < episodeOf.length; i++) {
      episodeOf[i] = episodes.computeIfAbsent(keyOf(rules.get(i)), key -> new Episode());
    }
  }

  private static Key keyOf(AdvisoryRule rule) {
    return new Key(rule.failureMode(), rule.name());
  }

  /**
   * Takes what is known of an asset in a scan.
   *
   * @param situations how each failure mode of the rules stands; one is looked at closely only when
   *     an advisory is raised: it costs the explanation of the score
   */
  public void evaluate(
      long timeMicros, Map<String, Situation> situations, Consumer<Advisory> raised) {
    for (int i = 0; i < rules.size(); i++) {
      AdvisoryRule rule = rules.get(i);
      Episode episode = episodeOf[i];
      Situation situation = situations.get(rule.failureMode());
      if (situation == null) {
        throw new IllegalArgumentException("nothing is said of " + rule.failureMode());
      }
      if (episode.evaluate(rule, timeMicros, situation, workOrders.contains(rule.failureMode()))) {
        raised.accept(AdvisoryWriter.write(rule, episode.startMicros(), timeMicros, situation));
      }
    }
  }

  /** Failure modes with an open work order; not to be changed by the caller. */
  public Set<String> workOrders() {
    return workOrders;
  }

  /** A work order of that failure mode is open: until it ends, nothing is raised. */
  public void workOrderOpened(String failureMode) {
    workOrders.add(failureMode);
  }

  /** The work order is done or cancelled: the episodes of its failure mode end. */
  public void workOrderEnded(String failureMode) {
    workOrders.remove(failureMode);
    episodes.forEach(
        (key, episode) -> {
          if (key.failureMode.equals(failureMode)) {
            episode.end();
          }
        });
  }

  /**
   * Nothing was found: the episodes end, and that rule raises nothing until then.
   *
   * @param rule empty = all rules of the failure mode
   */
  public void shelve(String failureMode, String rule, long untilMicros) {
    workOrderEnded(failureMode);
    episodes.forEach(
        (key, episode) -> {
          if (key.failureMode.equals(failureMode) && (rule.isEmpty() || key.rule.equals(rule))) {
            episode.shelve(untilMicros);
          }
        });
  }

  /** Takes over all episodes, also of rules that this plan does not have. */
  public void inherit(AdvisoryRules before) {
    before.episodes.forEach(
        (key, episode) -> {
          if (episodes.containsKey(key) || !episode.isQuiet()) {
            episodes.put(key, episode);
          }
        });
    findEpisodes();
    workOrders.addAll(before.workOrders);
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(episodes.size());
    for (Map.Entry<Key, Episode> entry : episodes.entrySet()) {
      out.writeUTF(entry.getKey().failureMode);
      out.writeUTF(entry.getKey().rule);
      entry.getValue().write(out);
    }
    out.writeInt(workOrders.size());
    for (String failureMode : workOrders) {
      out.writeUTF(failureMode);
    }
  }

  public void read(DataInput in) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      episodes.put(new Key(in.readUTF(), in.readUTF()), Episode.read(in));
    }
    findEpisodes();
    for (int i = in.readInt(); i > 0; i--) {
      workOrders.add(in.readUTF());
    }
  }

  private record Key(String failureMode, String rule) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byMode = failureMode.compareTo(other.failureMode);
      return byMode != 0 ? byMode : rule.compareTo(other.rule);
    }
  }
}
