// One page for each drawing the client has a state for: /drawings.html#04. Without a number it is the first.
//
// The desk is put into the state by pressing what an operator presses; colours, size and language are the browser's.
import { mount } from 'svelte';
import App from '../src/components/App.svelte';
import { t } from '../src/i18n';
import { Api, type Carrier } from '../src/net/http';
import type { ContactId } from '../src/proto';
import { Network } from './network';
import { PERIOD, ZONE } from './reports';
import { ANNA, chatOf, draw } from './sample';
import { World } from './world';

const WAIT_MS = 10_000;

const number = /^#(\d+)/.exec(location.hash)?.[1] ?? '01';
const world = new World('me');
const network = new Network(world);
const now = Date.now();

/** On one page the list never comes. */
const carry: Carrier = (method, path, body) =>
  number === '15' && path.startsWith('/api/chats')
    ? new Promise(() => undefined)
    : network.carry(method, path, body);

/** Waits for what `find` finds. */
async function there(find: () => HTMLElement | null | undefined): Promise<HTMLElement> {
  const end = Date.now() + WAIT_MS;
  while (Date.now() < end) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`not there: ${find}`);
}

/** Waits for a control with this name, and presses it. */
async function press(name: RegExp, within = 'body'): Promise<void> {
  const named = (one: HTMLElement) => name.test(one.ariaLabel ?? one.textContent.trim());
  const control = await there(() => {
    const all = [...document.querySelectorAll<HTMLElement>(`${within} :is(button, label)`)];
    return all.filter((one) => one.checkVisibility() && !one.matches(':disabled') && named(one)).at(-1);
  });
  control.click();
}

function types(chat: ContactId, by: { is: 'contact' } | { is: 'operator'; id: string }): void {
  world.onframe({ events: [{ type: 'typing', chat, by }] });
}

async function writeInVain(): Promise<void> {
  await press(/contact card/);
  await there(() => document.querySelector<HTMLElement>('[data-message]'));
  await there(() => document.querySelector<HTMLElement>('aside .card-add'));
  network.cut();
  const field = document.querySelector<HTMLTextAreaElement>('form textarea');
  if (!field) return;
  field.value = 'One more thing: he will be in a white van.';
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await press(/^Send$/);
}

async function callPalette(): Promise<void> {
  await there(() => document.querySelector<HTMLElement>('[data-message]'));
  const about = { code: 'KeyK', key: 'k', ctrlKey: true, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new KeyboardEvent('keydown', about));
  const field = await there(() => document.querySelector<HTMLElement>('dialog[open] input'));
  (field as HTMLInputElement).value = 'cl';
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

async function drawn(what: string): Promise<void> {
  await there(() => document.querySelector<HTMLElement>(`main ${what}`));
}

/** What is pressed on each, once the chat is open. */
const STATES: Record<string, () => Promise<void>> = {
  '01': () => press(/contact card/),
  '02': () => press(/contact card/),
  '03': () => press(new RegExp(t.card.open)),
  '04': async () => {
    await press(/contact card/);
    types(ANNA, { is: 'operator', id: 'oleg' });
    await press(/^Others/);
  },
  '05': () => press(/^Attach/),
  '06': () => press(/^What can be done/, '.items-end [data-message]'),
  '07': async () => {
    await press(/^Forward/);
    await press(/Oleg Lis/);
  },
  '08': async () => {
    await press(/contact card/);
    await press(/^Unite with/);
    await press(/^(?!.*: Anya).*Anya P\./s);
    await press(/^Continue/);
  },
  '09': async () => {
    await press(/contact card/);
    await press(/^Unite with/);
  },
  '10': async () => {
    await press(/contact card/);
    await press(/^Account of/);
  },
  '11': () => drawn('svg[role="img"]'),
  '12': () => drawn('td svg[role="img"]'),
  '13': writeInVain,
  '14': async () => {
    await press(/contact card/);
    await callPalette();
  },
  '15': () => Promise.resolve(),
  '16': () => Promise.resolve(),
  '17': () => press(/contact card/),
};

localStorage.clear();
localStorage.setItem(
  `switchboard.me.draft.${chatOf('Fatima Al-Sayed', 'green')}`,
  'Hello! Your refund has been',
);
draw(world, network, now);
Object.assign(window, { fake: { world, network } });

const list = number === '04' ? '&show=operator&operator=oleg' : '';
const days = new URLSearchParams(PERIOD);
const PLACES: Record<string, string> = {
  '11': `/reports/closed-chats?${days}`,
  '12': `/reports/operator-time?${days}&day=2026-11-27`,
  '15': '/chats?state=open',
};
const place = PLACES[number] ?? `/chats/${ANNA}?state=open${list}`;
network.settings = { ...network.settings, time_zone: ZONE };
history.replaceState(null, '', `${place}#${number}`);

const target = document.getElementById('app');
if (target) mount(App, { target, props: { deps: { api: new Api(carry), connect: network.connect } } });
setTimeout(() => types(chatOf('Dmitry Sokolov', 'green'), { is: 'contact' }), 500);
void STATES[number]?.().then(() => (document.documentElement.dataset.drawn = number));
