/** What the API says when it refuses a request (RFC 9457), or why it could not be asked at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** Messages per field, as the API named them. */
    readonly fieldErrors: readonly string[] = [],
    /** Seconds to wait before the next try, when the API said so. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail || title);
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request was not accepted',
  401: 'Please sign in again',
  403: 'Your role does not allow this',
  404: 'Not found',
  409: 'Not possible in this state',
  412: 'Changed in the meantime',
  413: 'Too large',
  422: 'The request was not accepted',
  428: 'Version missing',
  429: 'Too many requests',
  502: 'The server is not reachable',
  503: 'The server is not ready',
};

export function unreachable(): ApiError {
  return new ApiError(0, 'No connection', 'The server does not answer. Check the network; the console tries again by itself.');
}

/** Reads the answer of a refused request; anything that is not problem+json still gives a readable message. */
export async function problemOf(response: Response): Promise<ApiError> {
  const words = TITLES[response.status];
  const title = words ?? (response.status >= 500 ? 'The server failed' : 'The request failed');
  const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const wait = Number.isFinite(retryAfter) ? retryAfter : null;
  let body: unknown = null;
  if ((response.headers.get('Content-Type') ?? '').includes('json')) {
    try {
      body = await response.json();
    } catch {
      body = null; // a cut answer: the status alone has to do
    }
  }
  if (!isRecord(body)) {
    return new ApiError(response.status, title, `The server answered with status ${response.status}.`, [], wait);
  }
  // The token end point speaks RFC 6749 (error, error_description) instead.
  const detail = text(body['detail']) ?? text(body['error_description']) ?? text(body['message']) ?? '';
  const said = text(body['title']);
  // Without a type of its own, a problem's title is only that of its status; there we have better words.
  const own = (body['type'] ?? 'about:blank') !== 'about:blank';
  return new ApiError(response.status, (own ? said : words) ?? said ?? title, detail === said ? '' : detail, errorList(body['errors']), wait);
}

function errorList(errors: unknown): string[] {
  if (Array.isArray(errors)) {
    return errors.flatMap((error: unknown) => {
      if (typeof error === 'string') return [error];
      if (!isRecord(error)) return [];
      const message = text(error['message']) ?? text(error['detail']);
      const field = text(error['field']) ?? text(error['path']) ?? text(error['pointer']);
      return message ? [field ? `${field}: ${message}` : message] : [];
    });
  }
  if (isRecord(errors)) return Object.entries(errors).map(([field, message]) => `${field}: ${String(message)}`);
  return [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
