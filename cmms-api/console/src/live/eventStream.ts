/** One event of a text/event-stream. */
export interface ServerEvent {
  type: string;
  data: string;
  id: string | null;
}

/**
 * Reads the event stream format of the HTML standard from pieces of text that may break anywhere, also within a line
 * ending. EventSource would do it, but cannot send the bearer token.
 */
export class EventStreamParser {
  #rest = '';
  #type = '';
  #data: string[] = [];
  #id: string | null = null;
  #first = true;

  constructor(private readonly onEvent: (event: ServerEvent) => void) {}

  push(text: string): void {
    this.#rest += text;
    if (this.#first && this.#rest !== '') {
      this.#first = false;
      if (this.#rest.startsWith('\uFEFF')) this.#rest = this.#rest.slice(1);
    }
    for (;;) {
      const end = this.#rest.search(/[\r\n]/);
      if (end < 0) return;
      const isReturn = this.#rest[end] === '\r';
      // A return at the very end may be half of a return-newline pair: wait for what follows.
      if (isReturn && end === this.#rest.length - 1) return;
      const length = isReturn && this.#rest[end + 1] === '\n' ? 2 : 1;
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + length);
      this.#line(line);
    }
  }

  #line(line: string): void {
    if (line === '') {
      this.#dispatch();
      return;
    }
    if (line.startsWith(':')) return;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (field === 'event') this.#type = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
  }

  #dispatch(): void {
    if (this.#data.length > 0) {
      this.onEvent({ type: this.#type === '' ? 'message' : this.#type, data: this.#data.join('\n'), id: this.#id });
    }
    this.#type = '';
    this.#data = [];
  }
}
