// Showing once more who one is: what was asked goes on by itself, once.
import { describe, expect, it } from 'vitest';
import { Api, Failed, type Carrier } from '../src/net/http';

const needed = { status: 403, body: { code: 'proof_needed', message: '', reference: '' } };

function apiOf(...answers: { status: number; body: unknown }[]) {
  const asked: string[] = [];
  const carry: Carrier = (method, path) => {
    asked.push(`${method} ${path}`);
    return Promise.resolve(answers.shift() ?? { status: 500, body: undefined });
  };
  return { api: new Api(carry), asked };
}

describe('a request that needs a proof', () => {
  it('is made again once the proof was given', async () => {
    const { api, asked } = apiOf(needed, { status: 200, body: 'done' });
    api.onProofNeeded = () => Promise.resolve(true);
    expect(await api.call('POST', '/api/channels')).toBe('done');
    expect(asked).toEqual(['POST /api/channels', 'POST /api/channels']);
  });

  it('is refused when the proof was not given', async () => {
    const { api, asked } = apiOf(needed);
    await expect(api.call('POST', '/api/channels')).rejects.toBeInstanceOf(Failed);
    expect(asked).toHaveLength(1);
  });
});
