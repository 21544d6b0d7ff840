// What the bubbles of a conversation share with the page around them.
import { getContext, setContext } from 'svelte';
import type { Viewing } from '../../model/viewing.svelte';

const VIEWING = Symbol('viewing');

export const shareViewing = (viewing: Viewing) => setContext(VIEWING, viewing);

/** Undefined: this is shown outside of a conversation. */
export const sharedViewing = () => getContext<Viewing | undefined>(VIEWING);
