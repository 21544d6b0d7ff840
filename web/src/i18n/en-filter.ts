// Words about what narrows the list.
const plural = new Intl.PluralRules('en');
const chats = (n: number) => `${n} ${plural.select(n) === 'one' ? 'chat' : 'chats'}`;

export const filterWords = {
  filter: {
    label: 'Filter and order',
    isOn: 'Filter and order: the list is filtered',
    channel: 'Channel',
    anyChannel: 'All channels',
    unknownChannel: 'Unknown channel',
    tag: 'Tag',
    anyTag: 'Any tag',
    ofTag: (tag: string) => `Tag: ${tag}`,
    waiting: 'Only who waits for an answer',
    waitingChip: 'Waiting for an answer',
    order: 'Order',
    newest: 'Newest activity first',
    longest: 'Longest waiting first',
    done: 'Done',
    clear: 'Clear',
    without: (label: string) => `Remove: ${label}`,
    looking: 'Looking…',
    found: (n: number) => chats(n),
    foundAmong: (n: number, among: number) => `${chats(n)} among the ${among} newest`,
    foundAmongTagged: (n: number) => `${chats(n)}; more have this tag than can be shown`,
    further: 'Look further',
    none: 'No chat passes the filter',
    noneHint: 'Chats that do not fit the filter are hidden.',
  },
};
