// Files of contacts, out and in.
import { describe, expect, it, vi } from 'vitest';
import { failureWords } from '../src/i18n';
import { enclosed, exportContact, exportList } from '../src/model/exported';
import { bringIn, pieces, rowsOf, ROWS_MAX } from '../src/model/imported';
import { Api, type Carrier } from '../src/net/http';
import type { ImportContacts, ImportedRow } from '../src/proto';

const answer = (body: unknown) => Promise.resolve({ status: 200, body });
const given = new AbortController().signal;

describe('the rows of a file', () => {
  it('end where a line ends outside of quotes', () => {
    const file = '\uFEFF"a","b"\r\n"1\n2","say ""x\n"""\r\n\r\n3,4';
    expect(rowsOf(file)).toEqual([
      { text: '"a","b"', line: 1 },
      { text: '"1\n2","say ""x\n"""', line: 2 },
      { text: '3,4', line: 6 },
    ]);
  });

  it('go in pieces with the names of the columns, and lead back to their lines', () => {
    const many = ['a,b', '"two\nlines",1', ...Array.from({ length: 150 }, (_, index) => `${index},2`)].join(
      '\n',
    );
    const [first, second, ...rest] = pieces(many);
    expect(rest).toEqual([]);
    expect(first?.csv.startsWith('a,b\n"two\nlines",1\n0,2\n')).toBe(true);
    expect(first?.lines.get(2)).toBe(2);
    expect(first?.lines.get(4)).toBe(4);
    expect(second?.csv.split('\n')[1]).toBe('99,2');
    expect(second?.lines.get(2)).toBe(ROWS_MAX + 3);
  });

  it('are none in an empty file, and a file of nothing but columns is the server’s to judge', () => {
    expect(pieces(' \n')).toEqual([]);
    expect(pieces('a,b').map(({ csv }) => csv)).toEqual(['a,b\n']);
  });
});

describe('files', () => {
  it('brings one in piece by piece and speaks of its own lines', async () => {
    const asked: ImportContacts[] = [];
    const carry: Carrier = (_, __, body) => {
      asked.push(body as ImportContacts);
      return answer({ rows: [{ line: 2, outcome: 'refused', code: 'no_such_contact' }] });
    };
    const rows: ImportedRow[] = [];
    const file = ['a', ...Array.from({ length: 101 }, (_, index) => `${index}`)].join('\n');
    await bringIn(new Api(carry), file, true, (more) => rows.push(...more), given);
    expect(asked.map(({ dry_run }) => dry_run)).toEqual([true, true]);
    expect(rows.map(({ line }) => line)).toEqual([2, 102]);
  });

  it('says in which of its lines it is broken', async () => {
    let pieces = 0;
    const carry: Carrier = () => {
      if (pieces++ === 0) return answer({ rows: [] });
      const error = { code: 'broken_row', message: '', details: { line: 2 }, reference: '' };
      return Promise.resolve({ status: 400, body: error });
    };
    const file = ['a', ...Array.from({ length: 101 }, (_, index) => `${index}`)].join('\n');
    const failed = await bringIn(new Api(carry), file, true, () => undefined, given).catch(failureWords);
    expect(failed).toContain('Line 102 ');
  });

  it('reads an export to its end', async () => {
    const carry = vi.fn<Carrier>((method, path) => {
      if (method === 'POST') return answer({ export: 'e', until: 1, media_type: 'text/csv' });
      return path.endsWith('cursor=c') ? answer({ text: 'c\n' }) : answer({ text: 'a\nb\n', cursor: 'c' });
    });
    const heard: number[] = [];
    const file = await exportList(new Api(carry), ({ lines }) => heard.push(lines), given);
    expect(await file.content.text()).toBe('a\nb\nc\n');
    expect(file).toMatchObject({ name: 'contacts.csv' });
    expect(heard).toEqual([2, 3]);
  });

  const photo = { number: 0, kind: 'photo', state: { is: 'ready', shown: 'image/jpeg' } };
  const line = (kind: string, row: unknown) => `${JSON.stringify({ kind, row })}\n`;
  const rows =
    line('card', { id: 'c' }) +
    line('message', { id: 'a:1', content: { type: 'media', media: { files: [photo] } } }) +
    line('message', { id: 'a:2', content: { type: 'text', text: 'hello' } }) +
    line('earlier_text', {
      message: 'a:1',
      text: { content: { media: { files: [{ ...photo, number: 1, name: '../a\\b.pdf' }, photo] } } },
    }) +
    line('message', {
      id: 'a:3',
      content: { media: { files: [{ ...photo, state: { is: 'failed', why: 'gone' } }] } },
    });

  it('finds the files that an export names, by names that are names everywhere', () => {
    expect(enclosed(rows)).toEqual([
      { message: 'a:1', number: 0, path: 'files/a_1/0-photo.jpg' },
      { message: 'a:1', number: 1, path: 'files/a_1/1-__a_b.pdf' },
    ]);
  });

  it('puts them beside the lines, and says which could not be loaded', async () => {
    const carry: Carrier = (method) =>
      answer(
        method === 'POST' ? { export: 'e', until: 1, media_type: 'application/x-ndjson' } : { text: rows },
      );
    const asked: string[] = [];
    const load = (href: string) => {
      asked.push(href);
      return href.includes('/0?')
        ? Promise.resolve(new Response('BYTES'))
        : Promise.reject(new Error('gone'));
    };
    const heard = vi.fn();
    const file = await exportContact(new Api(carry), 'c', heard, given, load);
    const archive = await file.content.text();
    expect(file.name).toBe('contact-c.zip');
    for (const part of ['contact-c.ndjson', 'files/a_1/0-photo.jpg', 'BYTES', 'files-not-loaded.txt'])
      expect(archive).toContain(part);
    expect(archive).toContain('files/a_1/1-__a_b.pdf\n');
    expect(asked[0]).toBe('/api/chats/c/messages/a%3A1/files/0?as=download');
    expect(heard).toHaveBeenLastCalledWith({ lines: 5, files: { loaded: 1, all: 2 } });
  });
});
