// Whether answers go out through a channel: `Channel::passage` in Rust.
import type { Channel } from '../proto';

export type Passage = 'open' | 'paused' | 'connecting' | 'broken' | 'gone';

/** What is not known is as good as open: the server decides. */
export function passageOf(channel: Channel | undefined): Passage {
  if (!channel) return 'open';
  const { is } = channel.state;
  if (is === 'removing' || is === 'removed') return 'gone';
  if (is === 'needs_attention') return 'broken';
  if (channel.paused !== undefined) return 'paused';
  return is === 'connecting' ? 'connecting' : 'open';
}

/** The channel of an address or of a message, whose ids begin with it. */
export function channelOf(channels: Channel[], id: string): Channel | undefined {
  return channels.find((channel) => id.startsWith(`${channel.id}:`));
}
