// Many chats at once, and the log of changes in words.
import { describe, expect, it } from 'vitest';
import { actionWords, auditPath, stateWords } from '../src/model/audit';
import { joinToken, resetLink, resetToken } from '../src/model/join';
import { doToAll, PICKED_MAX, resultWords, stretched, toggled } from '../src/model/picked';
import { Api } from '../src/net/http';
import { chat } from './build';

describe('selected chats', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'];

  it('are one more or one less', () => {
    expect([...toggled(new Set(['a']), 'b')]).toEqual(['a', 'b']);
    expect([...toggled(new Set(['a', 'b']), 'b')]).toEqual(['a']);
  });

  it('reach from the last one to this one, either way', () => {
    expect([...stretched(new Set(['b']), rows, 'b', 'd')]).toEqual(['b', 'c', 'd']);
    expect([...stretched(new Set(['d']), rows, 'd', 'c')]).toEqual(['d', 'c']);
    expect([...stretched(new Set(), rows, 'gone', 'c')]).toEqual(['c']);
  });

  it('are never more than one request takes', () => {
    const many = Array.from({ length: 80 }, (_, n) => `${n}`);
    const full = stretched(new Set(), many, '0', '79');
    expect(full.size).toBe(PICKED_MAX);
    expect(toggled(full, 'one more')).toBe(full);
  });

  it('that are refused are told apart from those that were done', async () => {
    const error = { code: 'not_open', message: '', reference: '' };
    const body = {
      results: [
        { id: 'anna', chat: chat(2) },
        { id: 'boris', error },
      ],
    };
    const api = new Api(() => Promise.resolve({ status: 200, body }));
    const result = await doToAll(api, new Set(['anna', 'boris']), { do: 'close' });
    expect(result.chats.map(({ id }) => id)).toEqual(['anna']);
    expect(result.refused).toEqual([{ id: 'boris', words: 'The chat is closed by now.' }]);
    expect(resultWords(result)).toBe('Done for 1 chat. Not done for 1 chat');
  });
});

describe('the log of changes', () => {
  it('is asked for by operator, subject and page', () => {
    expect(auditPath({ by: '', subject: '' })).toBe('/api/audit');
    expect(auditPath({ by: 'me', subject: 'chat/' }, 'ff')).toBe(
      '/api/audit?by=me&subject=chat%2F&before=ff',
    );
  });

  it('says values in words', () => {
    expect(stateWords({ role: 'admin', phones: ['+1', '+2'] })).toBe('role: admin, phones: +1, +2');
    expect(stateWords('Online')).toBe('Online');
  });

  it('says what was done in words, and what it does not know as it came', () => {
    expect(actionWords('chat_closed')).toBe('Chat closed');
    expect(actionWords('moon_landed')).toBe('moon landed');
    expect(actionWords('constructor')).toBe('constructor');
  });
});

it('a link for a new password is no invitation', () => {
  const link = new URL(resetLink('https://desk.example', 'a b'));
  expect(resetToken(link.pathname, link.hash)).toBe('a b');
  expect(joinToken(link.pathname, link.hash)).toBeNull();
});
