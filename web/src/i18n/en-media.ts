// Words about pictures, films and sounds: looking at them, hearing them, and making them.
import type { Group } from '../model/emoji';
import type { RecordTrouble } from '../model/recorder.svelte';

export const mediaWords = {
  viewer: {
    label: 'Pictures and films',
    position: (at: number, of: number) => `${at} of ${of}`,
    previous: 'Previous',
    next: 'Next',
    larger: 'Zoom in',
    smaller: 'Zoom out',
    percent: (percent: number) => `${percent}%`,
    fit: 'Fit to the screen',
    turn: 'Turn to the right',
    save: 'Download',
    tab: 'Open in a new tab',
    close: 'Close',
    stage: 'The picture. Plus and minus zoom; while it is large, arrow keys, dragging and clicking move it.',
    loading: 'Loading…',
    broken: 'This cannot be shown. It can still be downloaded.',
    enlarge: (name: string) => `Show ${name} large`,
  },

  sound: {
    play: (name: string) => `Play: ${name}`,
    pause: (name: string) => `Pause: ${name}`,
    position: (name: string) => `Position in: ${name}`,
    of: (at: string, length: string) => `${at} of ${length}`,
    rate: (rate: number) => `${rate}×`,
    speed: (rate: number) => `Speed: ${rate}×`,
    broken: 'This cannot be played here.',
    bar: 'What is playing',
    show: 'Show the message',
    close: 'Stop playing',
  },

  record: {
    start: 'Record a voice message',
    asking: 'Waiting for the microphone…',
    on: 'Recording',
    cancel: 'Throw it away',
    stop: 'Stop, and hear it before it is sent',
    done: 'Stop',
    notTaken: 'This messenger does not take voice messages.',
    noRecorder: 'This browser cannot record.',
    trouble: {
      denied: 'This browser does not let the page use the microphone.',
      missing: 'There is no microphone.',
      broken: 'The recording did not work. Try again.',
    } satisfies Record<RecordTrouble, string>,
  },

  attached: {
    earlier: (name: string) => `Move ${name} forward`,
    later: (name: string) => `Move ${name} back`,
    place: (name: string, at: number, of: number) => `${name} is number ${at} of ${of} now`,
    drop: 'Drop files to attach them',
    dropHint: 'They are sent with your answer, not at once.',
    dropNot: 'This messenger takes no files',
  },

  emoji: {
    open: 'Emoji',
    search: 'Search emoji',
    kinds: 'Kinds of emoji',
    recent: 'Used last',
    found: (n: number) => (n === 0 ? 'Nothing is called like that' : `Found: ${n}`),
    loading: 'Loading…',
    groups: {
      0: 'Smileys',
      1: 'People and hands',
      3: 'Animals and nature',
      4: 'Food and drink',
      5: 'Travel and places',
      6: 'Activities',
      7: 'Things',
      8: 'Signs',
      9: 'Flags',
    } satisfies Record<Group, string>,
  },

  answered: {
    show: 'Show the message this answers',
  },

  sticker: {
    play: (name: string) => `Play ${name} again`,
  },
};
