package io.millwright.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UploadBudgetTest {
  private final UploadBudget budget = new UploadBudget(100, 60);

  @Test
  void anUploadGivesItsShareBackWhenItEnds() {
    assertThat(budget.begin("a", "peer", 60, 0)).isTrue();
    assertThat(budget.begin("b", "peer", 1, 0)).isFalse();
    assertThat(budget.begin("b", "other", 41, 0)).isFalse();

    budget.end("a");
    budget.end("a");

    assertThat(budget.bytes()).isZero();
    assertThat(budget.begin("b", "peer", 60, 0)).isTrue();
  }

  @Test
  void anUploadThatBeginsAgainHasOneShare() {
    assertThat(budget.begin("a", "peer", 60, 0)).isTrue();
    assertThat(budget.begin("a", "peer", 50, 0)).isTrue();

    assertThat(budget.bytes()).isEqualTo(50);
  }

  @Test
  void anUploadWithoutBlocksIsForgottenAndOneWithBlocksIsNot() {
    long patience = UploadBudget.PATIENCE.toNanos();
    budget.begin("silent", "peer", 30, 0);
    budget.begin("alive", "peer", 30, 0);
    assertThat(budget.goOn("alive", patience / 2)).isTrue();

    assertThat(budget.goOn("silent", patience)).isFalse();

    assertThat(budget.goOn("alive", patience)).isTrue();
    assertThat(budget.bytes()).isEqualTo(30);
  }
}
