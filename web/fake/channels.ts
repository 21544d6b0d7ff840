// What the fake server does with channels: enough to look at every state of them.
import type { Channel, ChannelHealth } from '../src/proto';
import type { World } from './world';

const HOUR_MS = 3_600_000;

/** Answers a request about one channel; undefined: it is none of these. */
export function channelRoute(
  world: World,
  channel: Channel,
  method: string,
  verb: string | undefined,
  body: unknown,
): Channel | ChannelHealth | undefined {
  const now = Date.now();
  const become = (change: Partial<Channel>) => {
    const next: Channel = { ...channel, ...change, version: channel.version + 1 };
    world.addChannel(next);
    return next;
  };
  const resumed = () => {
    const next: Channel = { ...channel, version: channel.version + 1 };
    delete next.paused;
    world.addChannel(next);
    return next;
  };
  switch (`${method} ${verb ?? ''}`.trim()) {
    case 'PATCH':
      return (body as { paused: boolean }).paused ? become({ paused: now }) : resumed();
    case 'DELETE':
      return become({ state: { is: 'removing', since: now } });
    case 'POST secret':
      return become({ renewal: { is: 'overlapping', until: now + HOUR_MS } });
    case 'POST connection':
      return become({ state: { is: 'active', since: now } });
    case 'GET health':
    case 'POST health':
      return {
        channel: channel.id,
        version: 1,
        looked: now,
        troubles: method === 'GET' ? [{ is: 'elsewhere', host: 'other.example' }] : [],
        pending: 3,
      };
    default:
      return undefined;
  }
}
