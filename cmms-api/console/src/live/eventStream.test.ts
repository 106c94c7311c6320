import { describe, expect, it } from 'vitest';
import { EventStreamParser, type ServerEvent } from './eventStream';

function parse(...pieces: string[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const parser = new EventStreamParser((event) => events.push(event));
  for (const piece of pieces) parser.push(piece);
  return events;
}

const STREAM = ': hello\r\n\r\nevent: work-order\r\nid: 7\r\ndata: {"id":"a",\r\ndata: "version":2}\r\n\r\nevent:heartbeat\r\ndata\r\n\r\n';

describe('EventStreamParser', () => {
  it('gives each event with its type, its id and its lines of data joined', () => {
    expect(parse(STREAM)).toEqual([
      { type: 'work-order', data: '{"id":"a",\n"version":2}', id: '7' },
      { type: 'heartbeat', data: '', id: '7' },
    ]);
  });
  it('gives the same wherever the pieces break', () => {
    for (let cut = 1; cut < STREAM.length; cut++) {
      expect(parse(STREAM.slice(0, cut), STREAM.slice(cut)), `cut at ${cut}`).toEqual(parse(STREAM));
    }
    expect(parse(...STREAM)).toEqual(parse(STREAM));
  });
  it('accepts all three line endings', () => {
    expect(parse('data: a\n\n')).toEqual(parse('data: a\r\n\r\n'));
    expect(parse('data: a\r\rdata: b\r\r:')).toHaveLength(2);
  });
  it('does not give an event that has not ended, or has no data', () => {
    expect(parse('data: a\n')).toEqual([]);
    expect(parse('event: work-order\n\n')).toEqual([]);
  });
  it('takes one space after the colon away, and only one', () => {
    expect(parse('data:  a\n\n')[0]?.data).toBe(' a');
  });
  it('skips a byte order mark', () => {
    expect(parse('\uFEFFdata: a\n\n')[0]?.data).toBe('a');
  });
});
