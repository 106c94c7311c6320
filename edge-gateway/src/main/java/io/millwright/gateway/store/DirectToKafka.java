package io.millwright.gateway.store;

import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.Completion;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.publish.OutboundRecord;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** Without a store: what Kafka does not take is not acknowledged. */
public final class DirectToKafka implements Outbound {
  private final KafkaWriter writer;
  private final Ledger ledger;
  private final InFlightBudget budget;
  private final long gateway = new SecureRandom().nextLong();
  private final AtomicLong serial = new AtomicLong(Waybill.firstSerial(1));

  /**
   * @param budgetBytes how much may wait for Kafka before readers stop
   */
  public DirectToKafka(KafkaWriter writer, Ledger ledger, long budgetBytes) {
    this.writer = writer;
    this.ledger = ledger;
    this.budget = new InFlightBudget(budgetBytes);
  }

  @Override
  public void write(OutboundRecord record, Completion completion) {
    Waybill waybill = Waybill.of(record, gateway, serial.getAndIncrement());
    long size = KafkaWriter.memoryOf(record);
    budget.add(size);
    ledger.received(waybill);
    writer.send(
        record,
        waybill.encode(),
        new KafkaWriter.Delivery() {
          @Override
          public void kept(TopicPartition partition, long offset) {
            ledger.keptInKafka(waybill);
            budget.remove(size);
            completion.completed(null);
          }

          @Override
          public void failed(Exception cause) {
            ledger.failed(waybill);
            budget.remove(size);
            completion.completed(cause);
          }
        });
  }

  @Override
  public InFlightBudget budget() {
    return budget;
  }
}
