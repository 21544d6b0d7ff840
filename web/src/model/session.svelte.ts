// Who is signed in, in this browser.
import type { AcceptInvitation, Operator, ResetPassword, SignedIn } from '../proto';
import { Failed, type Api } from '../net/http';

export type SessionState =
  { is: 'checking'; isUnreachable: boolean } | { is: 'out' } | { is: 'in'; operator: Operator };

/** Between two looks while the server cannot be reached. */
const LOOK_AGAIN_MS = 3000;

export class Session {
  state = $state.raw<SessionState>({ is: 'checking', isUnreachable: false });
  #api: Api;

  constructor(api: Api) {
    this.#api = api;
    api.onSignedOut = () => {
      this.state = { is: 'out' };
    };
  }

  /** Asks until the server says yes or no. */
  async check(): Promise<void> {
    try {
      const { operator } = await this.#api.call<SignedIn>('GET', '/api/session');
      this.state = { is: 'in', operator };
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (error.failure.is === 'refused') {
        this.state = { is: 'out' };
        return;
      }
      this.state = { is: 'checking', isUnreachable: true };
      setTimeout(() => void this.check(), LOOK_AGAIN_MS);
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    const { operator } = await this.#api.call<SignedIn>('POST', '/api/session', { email, password });
    this.state = { is: 'in', operator };
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
    this.state = { is: 'out' };
  }

  async signOut(): Promise<void> {
    await this.#api.call('DELETE', '/api/session');
    this.state = { is: 'out' };
  }
}
