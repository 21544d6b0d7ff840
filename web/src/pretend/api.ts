// The pretend messengers' own small API. It is not part of the product's: its shapes stand here, not in src/proto.
import type { Api } from '../net/http';

export interface PretendMessenger {
  name: string;
  label: string;
  badge: string;
  color: string;
  /** What goes wrong with its next calls; `times` null: until switched off. */
  goes_wrong: { fault: Mishap | null; times: number | null };
}

/** What can be made to go wrong: with messages the desk sends, changes or deletes, and with calls of the desk's webhook. */
export const MISHAPS = [
  {
    about: 'answers',
    mishaps: [
      'too_many',
      'blocked',
      'no_such_person',
      'bad_content',
      'too_large',
      'server_error',
      'silent_before',
      'silent_after',
      'broken_before',
      'broken_after',
      'token_revoked',
    ],
  },
  { about: 'webhooks', mishaps: ['webhook_twice', 'webhook_unavailable', 'webhook_unheard'] },
] as const;

export type Mishap = (typeof MISHAPS)[number]['mishaps'][number];

export interface Person {
  messenger: string;
  person: string;
  name: string;
}

export interface Said {
  id: string;
  from: 'person' | 'business';
  text: string;
  at: number;
  edited: boolean;
  files: { number: number; kind: string; name: string; size: number; picture: string | null }[];
  /** The words it answers, if it does. */
  reply: string | null;
  /** What the person put under it; empty: nothing. */
  sign: string;
  /** A button under it was pressed and the desk did not say yet that it heard. */
  waits: boolean;
}

/** What a person can share besides words. */
export type Thing =
  | { location: { latitude: number; longitude: number; title: string } }
  | { contact: { name: string; phone: string } }
  | { file: { kind: string; name: string; base64: string; album: string } };

/** What a person can do besides writing and sharing. */
export type Deed =
  | { press: { label: string; data: string } }
  | { react: { message: number; sign: string } }
  | { read: Record<string, never> }
  | { come: { payload: string; source: string; text: string } }
  | { tap: { label: string; data: string } }
  | { write_much: { text: string } };

export class PretendApi {
  #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  people(): Promise<{ messengers: PretendMessenger[]; people: Person[] }> {
    return this.#api.call('GET', '/pretend/people');
  }

  /** What was said, and until when the person sees that the business writes. */
  talk(person: Person): Promise<{ messages: Said[]; typed_to: number | null }> {
    return this.#api.call('GET', path(person, '/messages'));
  }

  say(person: Person, text: string): Promise<{ id: string }> {
    return this.#api.call('POST', path(person, '/messages'), { text });
  }

  share(person: Person, thing: Thing): Promise<{ id: string }> {
    return this.#api.call('POST', path(person, '/things'), thing);
  }

  act(person: Person, deed: Deed): Promise<unknown> {
    return this.#api.call('POST', path(person, '/deeds'), deed);
  }

  edit(person: Person, id: string, text: string): Promise<unknown> {
    return this.#api.call('PATCH', path(person, `/messages/${encodeURIComponent(id)}`), { text });
  }

  /** Makes a bot or community; its token connects it to the desk. */
  async found(messenger: string, name: string): Promise<string> {
    const path = `/pretend/${encodeURIComponent(messenger)}/businesses`;
    return (await this.#api.call<{ token: string }>('POST', path, { name })).token;
  }

  /** Writes and has not sent yet; not every messenger tells. */
  types(person: Person): Promise<unknown> {
    return this.#api.call('POST', path(person, '/typing'));
  }

  /** Shows another picture of oneself. */
  portray(person: Person, base64: string): Promise<unknown> {
    return this.#api.call('PUT', path(person, '/picture'), { base64 });
  }

  /** Lets this go wrong from now on, and nothing else. */
  goesWrong(messenger: string, fault: Mishap, times: number | null): Promise<unknown> {
    return this.#api.call('PUT', `/pretend/${encodeURIComponent(messenger)}/fault`, { fault, times });
  }

  goesWell(messenger: string): Promise<unknown> {
    return this.#api.call('DELETE', `/pretend/${encodeURIComponent(messenger)}/fault`);
  }

  create(person: Person): Promise<unknown> {
    return this.#api.call('PUT', path(person, ''), { name: person.name });
  }
}

function path({ messenger, person }: Person, rest: string): string {
  return `/pretend/${encodeURIComponent(messenger)}/${encodeURIComponent(person)}${rest}`;
}
