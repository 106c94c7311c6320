package io.millwright.cmms.tenancy;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/**
 * Puts {@link GuardedDataSource} under Micronaut Data for the data source that serves requests. The
 * "migration" data sources belong to the schema's owner and stay as they are.
 */
@Singleton
final class TenantDataSource implements BeanCreatedEventListener<DataSource>, Ordered {

  /** First, so that Micronaut Data's own wrapper comes around it. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
    return "default".equals(event.getBeanIdentifier().getName())
        ? new GuardedDataSource(event.getBean())
        : event.getBean();
  }
}
