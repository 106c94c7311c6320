import { describe, expect, it } from 'vitest';
import { withQuery } from './http';
import { problemOf } from './problem';

const answer = (status: number, body: string, headers: Record<string, string>): Response => new Response(body, { status, headers });
const PROBLEM = { 'Content-Type': 'application/problem+json' };

describe('problemOf', () => {
  it('takes detail and field errors from problem+json, and the title where it says more than the status', async () => {
    const body = JSON.stringify({ title: 'Bad Request', status: 400, detail: 'two fields are wrong', errors: [{ field: 'title', message: 'must not be blank' }, 'priority too low'] });
    const problem = await problemOf(answer(400, body, PROBLEM));
    expect(problem.title).toBe('The request was not accepted');
    expect(problem.detail).toBe('two fields are wrong');
    expect(problem.fieldErrors).toEqual(['title: must not be blank', 'priority too low']);
    expect((await problemOf(answer(400, '{"type":"/problems/late","title":"Too late"}', PROBLEM))).title).toBe('Too late');
    expect((await problemOf(answer(418, '{"type":"about:blank","title":"Teapot"}', PROBLEM))).title).toBe('Teapot');
  });
  it('does not say the status twice', async () => {
    const problem = await problemOf(answer(403, '{"type":"about:blank","title":"Forbidden","detail":"Forbidden"}', PROBLEM));
    expect(problem.title).toBe('Your role does not allow this');
    expect(problem.detail).toBe('');
  });
  it('reads the token end point, which speaks OAuth', async () => {
    const problem = await problemOf(answer(400, '{"error":"invalid_grant","error_description":"used up"}', { 'Content-Type': 'application/json' }));
    expect(problem.detail).toBe('used up');
  });
  it('knows how long to wait', async () => {
    const problem = await problemOf(answer(429, '{}', { ...PROBLEM, 'Retry-After': '42' }));
    expect(problem.retryAfterSeconds).toBe(42);
    expect(problem.title).toBe('Too many requests');
  });
  it('stays readable when the answer is no JSON, or is cut off', async () => {
    const proxy = await problemOf(answer(502, '<html>Bad gateway</html>', { 'Content-Type': 'text/html' }));
    expect(proxy.title).toBe('The server is not reachable');
    expect(proxy.detail).toContain('502');
    const cut = await problemOf(answer(500, '{"title":"Inter', PROBLEM));
    expect(cut.title).toBe('The server failed');
  });
});

describe('withQuery', () => {
  it('leaves out what is not asked for and escapes the rest', () => {
    expect(withQuery('/api/x', { a: 'b c&d', none: null, empty: '', n: 5 })).toBe('/api/x?a=b+c%26d&n=5');
    expect(withQuery('/api/x', { none: undefined })).toBe('/api/x');
  });
});
