// The fake desk behind the same two doors as the real one: requests and a socket, both of which can be cut.
import type {
  AddComment,
  Channel,
  Chat,
  Explained,
  Forward,
  Frame,
  Invitation,
  Invite,
  Invited,
  MessengerInfo,
  NoticeRules,
  NotificationSettings,
  SendMessage,
  Settings,
  Status,
} from '../src/proto';
import { holderOf } from '../src/sync/selection';
import type { Carrier } from '../src/net/http';
import type { SocketLike } from '../src/net/line';
import type { ListName, Selection, Selector } from '../src/sync/selection';
import { channelRoute } from './channels';
import { Contacts } from './contacts';
import { reportRoute } from './reports';
import { Refusal, type World } from './world';

export const MESSENGERS: MessengerInfo[] = [
  ['blue', 'Blue Bird', 'BB', '#1a6e9e'],
  ['green', 'Green Leaf', 'GL', '#12793f'],
].map(([name = '', label = '', badge = '', color = '']) => ({
  name,
  label,
  badge,
  color,
  capabilities: {
    text_code_points_max: 4096,
    caption_code_points_max: 0,
    files: [],
    files_max: 0,
    has_places: false,
    has_contacts: false,
    has_read_marks: true,
    has_replies: false,
    has_caption_edits: false,
    safe_repeat_s: name === 'green' ? 3600 : 0,
    names_by_call: false,
    has_pictures: false,
    typing_s: 0,
  },
}));

export class Network {
  isCut = false;
  isSignedIn = true;
  latencyMs = 30;
  messengers = MESSENGERS;
  readonly contacts: Contacts;
  #world: World;
  settings: Settings = {
    version: 0,
    name: 'Acme',
    time_zone: 'UTC',
    chats_max: 10,
    connection_grace_s: 120,
    closing_reasons: [],
    is_closing_reason_required: false,
    working_hours: [],
    is_message_search_on: true,
    is_second_factor_required: false,
  };
  #invitations: Invitation[] = [];
  #sockets = new Set<SocketLike>();

  constructor(world: World) {
    this.#world = world;
    this.contacts = new Contacts(world);
    world.onframe = (frame) => this.#push(frame);
  }

  /** Nothing goes through any more, and what was open breaks. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.#sockets) socket.onclose?.call(socket as WebSocket, new CloseEvent('close'));
    this.#sockets.clear();
  }

  heal(): void {
    this.isCut = false;
  }

  readonly carry: Carrier = async (method, path, body) => {
    await this.#travel();
    try {
      return { status: 200, body: structuredClone(this.#route(method, new URL(path, 'http://fake'), body)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const refusal = {
        code: error.code,
        message: error.message,
        details: error.details,
        reference: 'fake-1',
      };
      return { status: error.status, body: refusal };
    }
  };

  readonly connect = (): SocketLike => {
    const socket: SocketLike = {
      onopen: null,
      onmessage: null,
      onclose: null,
      send: () => undefined,
      close: () => undefined,
    };
    const send = (frame: unknown) => this.#deliver(socket, frame);
    socket.send = () => send({ type: 'pong' });
    socket.close = () => this.#sockets.delete(socket);
    setTimeout(() => {
      if (this.isCut) return socket.onclose?.call(socket as WebSocket, new CloseEvent('close'));
      this.#sockets.add(socket);
      socket.onopen?.call(socket as WebSocket, new Event('open'));
    }, this.latencyMs);
    return socket;
  };

  async #travel(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    if (this.isCut) throw new TypeError('cut');
    this.#world.now = Date.now();
  }

  #push(frame: Frame): void {
    for (const socket of this.#sockets) this.#deliver(socket, frame);
  }

  #deliver(socket: SocketLike, frame: unknown): void {
    const event = new MessageEvent('message', { data: JSON.stringify(frame) });
    setTimeout(
      () => this.#sockets.has(socket) && socket.onmessage?.call(socket as WebSocket, event),
      this.latencyMs,
    );
  }

  #route(method: string, url: URL, body: unknown): unknown {
    const world = this.#world;
    const [, , noun, chat = '', verb, message = ''] = url.pathname.split('/').map(decodeURIComponent);
    switch (`${method} ${noun ?? ''}${chat && ' chat'}${verb ? ` ${verb}` : ''}`) {
      case 'POST session':
        return this.#signIn(body as { password: string });
      case 'GET session':
        if (!this.isSignedIn) throw new Refusal(401, 'signed_out');
        return { operator: world.operators.get(world.me) };
      case 'DELETE session':
        this.isSignedIn = false;
        return undefined;
      case 'POST socket-ticket':
        return { ticket: 'ticket', url: '' };
      case 'GET messengers':
        return { messengers: this.messengers };
      case 'GET settings':
        return this.settings;
      case 'PATCH settings':
        return (this.settings = {
          ...this.settings,
          ...(body as object),
          version: this.settings.version + 1,
        });
      case 'GET invitations':
        return { invitations: this.#invitations };
      case 'POST invitations':
        return this.#invite(body as Invite);
      case 'DELETE invitations chat':
        this.#invitations = this.#invitations.filter(({ id }) => id !== chat);
        return undefined;
      case 'GET channels':
        return { channels: [...world.channels.values()] };
      case 'PATCH channels chat':
      case 'DELETE channels chat':
      case 'POST channels chat secret':
      case 'POST channels chat connection':
      case 'GET channels chat health':
      case 'POST channels chat health':
        return this.#channel(chat, method, verb, body);
      case 'POST channels':
        return this.#addChannel(body as { messenger: string; token: string });
      case 'GET chats':
        return world.page(selectionOf(url.searchParams), url.searchParams.get('cursor') ?? undefined);
      case 'GET counters':
        return world.counters();
      case 'GET operators':
        return { operators: [...world.operators.values()] };
      case 'GET chats chat':
        return world.chat(chat);
      case 'GET chats chat messages':
        if (message) return { earlier: world.earlier.get(message) ?? [] };
        if (!url.searchParams.has('after_version'))
          return world.messages(chat, url.searchParams.get('before') ?? undefined);
        return world.changes(chat, Number(url.searchParams.get('after_version')));
      case 'POST chats chat messages':
        return { message: this.#send(chat, body as SendMessage) };
      case 'PUT chats chat read':
        return world.read(chat, (body as { inbound: number }).inbound);
      case 'PUT chats chat close':
        return world.move(chat, 'closed', (body as { reason?: string }).reason);
      case 'PUT chats chat reopen':
        return world.move(chat, 'open');
      case 'PUT chats chat forward':
        return world.forward(chat, body as Forward);
      case 'PUT chats chat snooze':
        return world.snooze(chat, (body as { until: number | null }).until);
      case 'GET chats chat explain':
        return this.#explain(world.chat(chat));
      case 'POST chats chat comments':
        return { message: world.comment(chat, body as AddComment) };
      case 'PUT operators chat status':
        return world.change(world.me, {
          status: (body as { status: Status }).status,
          status_since: Date.now(),
        });
      case 'PUT operators chat involved':
        return world.change(world.me, { is_involved: (body as { involved: boolean }).involved });
      case 'GET tags':
        return { tags: ['VIP', 'delivery', 'wholesale'] };
      case 'GET funnels':
        return { funnels: this.contacts.funnels };
      case 'GET saved-replies':
        return { saved_replies: [] };
      case 'GET keys':
        return { keys: [] };
      case 'GET messages':
        return { messages: [] };
      case 'GET operators chat notifications':
        return this.#notifications();
      default:
        if (noun === 'contacts') return this.contacts.route(method, chat, verb, url.searchParams);
        if (noun === 'reports') return reportRoute(chat, verb);
        throw new Refusal(404, 'no_such_route');
    }
  }

  /** Nothing is connected yet. */
  #notifications(): NotificationSettings {
    const rules: NoticeRules = {
      new_chat: 'always',
      new_message: 'away',
      mention: 'always',
      reminder: 'always',
      queue: 'never',
      has_previews: false,
    };
    const notifications = { operator: this.#world.me, version: 1, rules, browsers: [] };
    return { notifications, channels: [...this.#world.channels.keys()] };
  }

  #invite({ email, role }: Invite): Invited {
    const id = `invitation-${this.#invitations.length + 1}`;
    const at = Date.now();
    const invitation: Invitation = { id, email, role, by: this.#world.me, at, expires: at + 72 * 3_600_000 };
    this.#invitations = [...this.#invitations, invitation];
    return { invitation, token: `${id}.secret` };
  }

  #explain(chat: Chat): Explained {
    const able = [...this.#world.operators.values()].filter(
      (one) => one.status === 'online' && one.is_involved,
    );
    const next = able
      .sort((a, b) => a.open_chats - b.open_chats)
      .map(({ id, open_chats, chats_max, last_assigned }) => ({
        operator: id,
        open_chats,
        chats_max,
        last_assigned,
      }));
    const to = holderOf(chat);
    if (to === undefined || chat.assignment.is !== 'assigned') return { assignments: [], next };
    return { assignments: [{ to, at: chat.assignment.at, how: 'distributed', candidates: next }], next };
  }

  #signIn({ password }: { password: string }): unknown {
    if (password === 'wrong') throw new Refusal(401, 'wrong_credentials');
    this.isSignedIn = true;
    return { operator: this.#world.operators.get(this.#world.me) };
  }

  #channel(id: string, method: string, verb: string | undefined, body: unknown): unknown {
    const channel = this.#world.channels.get(id);
    if (!channel) throw new Refusal(404, 'no_such_channel');
    return channelRoute(this.#world, channel, method, verb, body);
  }

  #addChannel({ messenger, token }: { messenger: string; token: string }): Channel {
    if (token === 'wrong') throw new Refusal(400, 'bad_token');
    const id = `ch${this.#world.channels.size + 1}`;
    const channel: Channel = {
      id,
      version: 1,
      messenger,
      name: '',
      state: { is: 'connecting' },
      created: Date.now(),
    };
    this.#world.addChannel(channel);
    setTimeout(() => {
      this.#world.addChannel({
        ...channel,
        version: 2,
        name: '@new_bot',
        state: { is: 'active', since: Date.now() },
      });
    }, 800);
    return channel;
  }

  #send(chat: string, request: SendMessage) {
    const isRepeated = this.#world.intents.has(request.intent_id);
    const message = this.#world.send(chat, request);
    const text = request.content.type === 'text' ? request.content.text : '';
    if (!isRepeated && !text.startsWith('stay')) {
      setTimeout(
        () => this.#world.delivers(chat, message.id, { state: 'accepted', parts: ['1'], at: Date.now() }),
        300,
      );
    }
    return message;
  }
}

function selectionOf(query: URLSearchParams): Selection {
  const operator = query.get('operator');
  const selection = {
    state: query.get('state') as ListName,
    selector: query.get('selector') as Selector,
  };
  return operator ? { ...selection, operator } : selection;
}
