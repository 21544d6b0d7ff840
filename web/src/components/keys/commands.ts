// Everything the palette can do at this moment. What cannot be done is absent, as its button is.
import { t } from '../../i18n';
import type { Act } from '../../model/acts';
import { mayManageChannels, mayManagePeople } from '../../model/can';
import type { Command } from '../../model/commands';
import type { Desk } from '../../model/desk.svelte';
import { THEMES } from '../../model/display';
import { REPORTS } from '../../model/place';
import type { Route } from '../../model/route.svelte';
import { SavedReplies } from '../../model/saved_replies.svelte';
import type { Status } from '../../proto';
import { inState, OPEN, type Selection } from '../../sync/selection';
import type { IconName } from '../Icon.svelte';

export type Group = 'chat' | 'go' | 'me';
export type DeskCommand = Command<Group> & { icon: IconName };

/** The ways to what lies over the desk. */
export interface Ways {
  account: () => void;
  audit: () => void;
  channels: () => void;
  notices: () => void;
  preferences: () => void;
  settings: () => void;
}

/** What changes nothing by itself comes first: Enter alone, pressed too early, does the first. */
const OF_CHAT: [Act, IconName][] = [
  ['reply', 'reply'],
  ['comment', 'lock'],
  ['closeNext', 'check'],
  ['close', 'check'],
  ['reopen', 'reopen'],
  ['take', 'take'],
  ['forward', 'forward'],
  ['snooze', 'clock'],
  ['unite', 'unite'],
  ['card', 'card'],
];
const WALKS: [Act, IconName][] = [
  ['unread', 'chat'],
  ['next', 'chat'],
  ['previous', 'chat'],
];
const STATUSES: Status[] = ['online', 'busy', 'break', 'offline'];

export function commandsOf(desk: Desk, route: Route, ways: Ways): DeskCommand[] {
  const { habits } = desk;
  const act = (group: Group, [name, icon]: [Act, IconName]): DeskCommand[] =>
    habits.acts.can(name)
      ? [
          {
            key: name,
            group,
            label: t.keys.acts[name],
            icon,
            hint: habits.keyName(name),
            run: () => habits.acts.run(name),
          },
        ]
      : [];
  return [
    ...OF_CHAT.flatMap((one) => act('chat', one)),
    ...WALKS.flatMap((one) => act('go', one)),
    ...lists(desk, route),
    ...reports(desk, route),
    ...statuses(desk),
    ...themes(desk),
    ...pages(desk, ways),
    ...act('me', ['help', 'question']),
  ];
}

/** Saved replies, for who seeks them: the one chosen goes into the field for answers. */
export function savedCommands(desk: Desk): DeskCommand[] {
  const replies = SavedReplies.of(desk.api);
  if (!desk.habits.acts.can('reply')) return [];
  return replies.all.map((reply) => ({
    key: `saved ${reply.id}`,
    group: 'chat',
    label: t.palette.saved(reply.name),
    icon: 'reply',
    isSought: true,
    run: () => (replies.wanted = reply),
  }));
}

function lists(desk: Desk, route: Route): DeskCommand[] {
  const now = route.place.list;
  const to = (key: string, label: string, list: Selection, icon: IconName): DeskCommand => {
    return { key, group: 'go', label, icon, run: () => route.go({ list }) };
  };
  const other = inState(now, now.state === 'open' ? 'closed' : 'open');
  const others = desk.colleagues().filter(({ id }) => id !== desk.me);
  return [
    to('other', other.state === 'closed' ? t.palette.toClosed : t.palette.toOpen, other, 'eye'),
    to('all', t.palette.toAll, OPEN, 'eye'),
    to('unreadList', t.palette.toUnread, { ...OPEN, selector: 'unread' }, 'eye'),
    to('my', t.palette.toMy, { ...OPEN, selector: 'my' }, 'eye'),
    ...others.map(({ id, name }) => {
      const list: Selection = { ...OPEN, selector: 'operator', operator: id };
      return { ...to(`of ${id}`, t.palette.toChatsOf(name), list, 'person'), isSought: true };
    }),
  ];
}

function reports({ habits }: Desk, route: Route): DeskCommand[] {
  return REPORTS.map((kind, at) => ({
    key: kind,
    group: 'go',
    label: t.reports.command(t.reports.kinds[kind]),
    icon: 'report',
    ...(at === 0 ? { hint: habits.keyName('reports') } : {}),
    run: () => route.go({ chat: null, report: { kind, query: '' } }),
  }));
}

function statuses(desk: Desk): DeskCommand[] {
  const { status } = desk.operator();
  return STATUSES.filter((one) => one !== status).map((one) => ({
    key: `status ${one}`,
    group: 'me',
    label: t.palette.status(t.status[one]),
    icon: 'person',
    run: () => void desk.choose(one),
  }));
}

function themes({ habits }: Desk): DeskCommand[] {
  const { now } = habits.display;
  return THEMES.filter((one) => one !== now.theme).map((theme) => ({
    key: `theme ${theme}`,
    group: 'me',
    label: t.palette.theme(t.display.themes[theme]),
    icon: 'eye',
    run: () => habits.display.choose({ ...now, theme }),
  }));
}

function pages(desk: Desk, ways: Ways): DeskCommand[] {
  const me = desk.operator();
  const page = (key: keyof Ways, label: string, icon: IconName): DeskCommand => {
    return { key, group: 'me', label, icon, run: ways[key] };
  };
  return [
    page('preferences', t.preferences.heading, 'settings'),
    page('account', t.account.open, 'person'),
    {
      ...page('notices', t.notices.heading, 'bell'),
      run: () => void desk.notices.load().then(ways.notices),
    },
    ...(mayManageChannels(me) ? [page('channels', t.rail.channels, 'channels')] : []),
    ...(mayManagePeople(me)
      ? [page('settings', t.settings.heading, 'settings'), page('audit', t.operators.audit, 'document')]
      : []),
  ];
}
