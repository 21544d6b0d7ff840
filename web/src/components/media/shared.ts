// What bubbles share with the page around them.
import { getContext, setContext } from 'svelte';
import type { Player } from '../../model/player.svelte';
import type { Viewing } from '../../model/viewing.svelte';
import type { Message } from '../../proto';

const VIEWING = Symbol('viewing');
const PLAYER = Symbol('player');
const TALK = Symbol('talk');
const JUMPS = Symbol('jumps');

export const shareViewing = (viewing: Viewing) => setContext(VIEWING, viewing);

/** Undefined: this is shown outside of a conversation. */
export const sharedViewing = () => getContext<Viewing | undefined>(VIEWING);

/** The messages shown around. */
export const shareTalk = (messages: () => readonly Message[]) => setContext(TALK, messages);
export const sharedTalk = () => getContext<(() => readonly Message[]) | undefined>(TALK) ?? (() => []);

/** The desk's one player. */
export const sharePlayer = (player: Player) => setContext(PLAYER, player);
export const sharedPlayer = () => getContext<Player>(PLAYER);

/** What leads to the message another one answers; undefined: there is no way. */
export type Jumps = (from: Message) => (() => void) | undefined;
export const shareJumps = (jumps: Jumps) => setContext(JUMPS, jumps);
export const sharedJumps = () => getContext<Jumps | undefined>(JUMPS);
