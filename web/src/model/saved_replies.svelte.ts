// The saved replies as this client knows them.
import { ulid } from '../net/ulid';
import type { SavedReplies as Body, SavedReply, SaveReply } from '../proto';
import { NamedList, perSession } from './named_list.svelte';

export class SavedReplies extends NamedList<SavedReply, Body, SaveReply> {
  static of = perSession(
    (api) => new SavedReplies(api, { path: '/api/saved-replies', in: (body) => body.saved_replies }),
  );
  /** Chosen somewhere else than in the field, and not put there yet. */
  wanted = $state.raw<SavedReply | null>(null);
}

/** For one that is added: kept over a try that failed. */
export function newId(): string {
  return ulid(Date.now());
}
