// Who is signed in, in this browser.
import type {
  AcceptInvitation,
  CompleteSignIn,
  Operator,
  ResetPassword,
  SecondFactorNeeded,
  SignedIn,
} from '../proto';
import { wipe } from '../kept/shelf';
import { Failed, type Api } from '../net/http';
import { unsubscribe } from '../net/pushes';

export type SessionState =
  | { is: 'checking'; isUnreachable: boolean }
  | { is: 'out' }
  | { is: 'in'; operator: Operator; lacksSecondFactor: boolean };

/** Between two looks while the server cannot be reached. */
const LOOK_AGAIN_MS = 3000;

/** Who was signed in here last: a page without a network shows them what was kept. */
const LAST = 'switchboard.signed-in';

export class Session {
  state = $state.raw<SessionState>({ is: 'checking', isUnreachable: false });
  #api: Api;

  constructor(api: Api) {
    this.#api = api;
    api.onSignedOut = () => this.#leave();
  }

  /** Asks until the server says yes or no. */
  async check(): Promise<void> {
    try {
      this.#enter(await this.#api.call<SignedIn>('GET', '/api/session'));
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (error.failure.is === 'refused') return this.#leave();
      const last = lastHere();
      if (this.state.is === 'checking')
        this.state = last
          ? { is: 'in', operator: last, lacksSecondFactor: false }
          : { is: 'checking', isUnreachable: true };
      setTimeout(() => void this.check(), LOOK_AGAIN_MS);
    }
  }

  /** Null: signed in. Else what the second step needs, a code beside it. */
  async signIn(email: string, password: string): Promise<string | null> {
    const body = { email, password };
    const answer = await this.#api.call<SignedIn | SecondFactorNeeded>('POST', '/api/session', body);
    if ('half' in answer) return answer.half;
    this.#enter(answer);
    return null;
  }

  /** The second step: a code of the app, or a recovery code. */
  async complete(half: string, code: string): Promise<void> {
    const body: CompleteSignIn = { half, code };
    this.#enter(await this.#api.call<SignedIn>('POST', '/api/session/code', body));
  }

  /** Makes the invited person an operator and signs them in. */
  async join(token: string, name: string, password: string): Promise<void> {
    const body: AcceptInvitation = { token, name, password };
    const { email } = await this.#api.call<Operator>('POST', '/api/invitations/accept', body);
    await this.signIn(email, password);
  }

  /** Sets a new password by the link an admin gave; whoever was signed in is not any more. */
  async reset(token: string, password: string): Promise<void> {
    const body: ResetPassword = { token, password };
    await this.#api.call('POST', '/api/password-reset', body);
    this.#leave();
  }

  async signOut(): Promise<void> {
    await this.#api.call('DELETE', '/api/session');
    this.#leave();
  }

  #enter({ operator, lacks_second_factor }: SignedIn): void {
    this.state = { is: 'in', operator, lacksSecondFactor: lacks_second_factor };
    remember(operator);
  }

  /** Customers' words stay with nobody who is signed out; what was written here and not sent waits for its author. */
  #leave(): void {
    const last = lastHere();
    remember(null);
    if (last) void wipe(last.id);
    // Whoever signs in next agrees for themselves.
    void unsubscribe();
    this.state = { is: 'out' };
  }
}

function lastHere(): Operator | null {
  try {
    return JSON.parse(localStorage.getItem(LAST) ?? 'null') as Operator | null;
  } catch {
    return null;
  }
}

function remember(operator: Operator | null): void {
  try {
    if (operator) localStorage.setItem(LAST, JSON.stringify(operator));
    else localStorage.removeItem(LAST);
  } catch {
    // Forbidden: the page then shows nothing without a network.
  }
}
