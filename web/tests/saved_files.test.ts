// Files of a saved reply are attached by the desk's own copies, and refused like any file the messenger does not take.
import { describe, expect, it, vi } from 'vitest';
import { Attachments } from '../src/model/attachments.svelte';
import { ANY_SAVED_FILE, SavedReplies } from '../src/model/saved_replies.svelte';
import { kindFor } from '../src/model/files';
import { Api } from '../src/net/http';
import type { SavedReply } from '../src/proto';

const REPLY: SavedReply = {
  id: 'way',
  version: 1,
  name: 'Way',
  text: 'This is the way:',
  files: [
    { id: 'f1', name: 'map.png', size: 900, media_type: 'image/png' },
    { id: 'f2', name: 'prices.pdf', size: 2_000 },
  ],
  by: 'owner',
  at: 0,
};

describe('files of a saved reply', () => {
  it('are copied at the desk, in their order, and stand as what the messenger takes', async () => {
    const asked: string[] = [];
    const api = new Api((method, path) => {
      asked.push(`${method} ${path}`);
      return Promise.resolve({ status: 201, body: { upload: `copy ${asked.length}` } });
    });
    const attachments = new Attachments(api);
    const can = {
      files: [
        { kind: 'photo' as const, bytes_max: 1_000, has_caption: true },
        { kind: 'document' as const, bytes_max: 1_000, has_caption: true },
      ],
    };
    SavedReplies.of(api).attach(REPLY, attachments, can);
    await vi.waitFor(() => expect(attachments.all[0]?.state).toEqual({ is: 'here', upload: 'copy 1' }));
    expect(asked).toEqual(['POST /api/saved-replies/way/files/f1']);
    expect(attachments.all.map(({ kind }) => kind)).toEqual(['photo', null]);
    expect(attachments.all[1]?.state).toEqual({ is: 'refused', error: null });
    expect(attachments.areReady).toBe(false);
    attachments.remove(attachments.all[1]?.id ?? -1);
    expect(attachments.areReady).toBe(true);
  });

  it('may be anything that is not too large', () => {
    const of = (size: number) => kindFor({ type: 'application/pdf', size }, ANY_SAVED_FILE);
    expect(of(20 * 1024 * 1024)).toBe('document');
    expect(of(20 * 1024 * 1024 + 1)).toBeNull();
  });
});
