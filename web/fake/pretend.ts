// The page of pretend customers on a fake API of its own.
import { mount } from 'svelte';
import { Api, type Carrier } from '../src/net/http';
import { PretendApi, type Person, type PretendMessenger, type Said } from '../src/pretend/api';
import Pretend from '../src/pretend/Pretend.svelte';
import { MESSENGERS } from './network';

const people: Person[] = [
  { messenger: 'blue', person: '42', name: 'Anna Petrova' },
  { messenger: 'blue', person: '43', name: 'Ирина Кузнецова' },
  { messenger: 'green', person: '44', name: 'John Smith' },
];
/** Without files, reply and sign. */
const PLAIN = { files: [], reply: null, sign: '', waits: false };
const talks = new Map<string, Said[]>([
  [
    'blue 42',
    [
      {
        id: '1',
        from: 'person',
        text: 'Good afternoon! Order #48213 has not arrived yet.',
        at: Date.now(),
        edited: true,
        ...PLAIN,
      },
      {
        id: '2',
        from: 'business',
        text: 'Hello Anna! Let me check — one minute.',
        at: Date.now(),
        edited: false,
        ...PLAIN,
      },
    ],
  ],
]);

const wrong = new Map<string, PretendMessenger['goes_wrong']>();

const carry: Carrier = async (method, path, body) => {
  const [, , messenger = '', person = '', , id = ''] = path.split('/').map(decodeURIComponent);
  if (messenger === 'people') {
    const nothing = { fault: null, times: null };
    const messengers = MESSENGERS.map((one) => ({ ...one, goes_wrong: wrong.get(one.name) ?? nothing }));
    return { status: 200, body: { messengers, people } };
  }
  if (person === 'fault') {
    if (method === 'PUT') wrong.set(messenger, body as PretendMessenger['goes_wrong']);
    else wrong.delete(messenger);
    return { status: 200, body: {} };
  }
  if (person === 'businesses') return { status: 200, body: { token: '12345:pretend' } };
  const key = `${messenger} ${person}`;
  const talk = talks.get(key) ?? [];
  const { text = '', name = '' } = (body ?? {}) as { text?: string; name?: string };
  if (method === 'PUT') people.push({ messenger, person, name });
  if (method === 'POST')
    talks.set(key, [
      ...talk,
      { id: String(talk.length + 1), from: 'person', text, at: Date.now(), edited: false, ...PLAIN },
    ]);
  if (method === 'PATCH')
    talks.set(
      key,
      talk.map((said) => (said.id === id ? { ...said, text, edited: true } : said)),
    );
  return { status: 200, body: { messages: talks.get(key) ?? [] } };
};

const target = document.getElementById('app');
if (target) mount(Pretend, { target, props: { api: new PretendApi(new Api(carry)) } });
