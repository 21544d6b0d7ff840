// Showing once more who one is, where the server asks for it: whatever was asked waits, then goes on by itself.
import type { Api } from '../net/http';
import { failureWords } from '../i18n';

export class Proof {
  /** Whether somebody must show who they are before what they asked for goes on. */
  isAsked = $state(false);
  #api: Api;
  #waiting: ((isProven: boolean) => void)[] = [];

  constructor(api: Api) {
    this.#api = api;
    // Several requests may need it at once: one answer is good for all.
    api.onProofNeeded = () =>
      new Promise((resolve) => {
        this.#waiting.push(resolve);
        this.isAsked = true;
      });
  }

  /** What speaks against it, in words. */
  async prove(password: string): Promise<string | null> {
    try {
      await this.#api.call('POST', '/api/session/proof', { password });
      this.#end(true);
      return null;
    } catch (error) {
      return failureWords(error);
    }
  }

  giveUp(): void {
    this.#end(false);
  }

  #end(isProven: boolean): void {
    this.isAsked = false;
    for (const resolve of this.#waiting.splice(0)) resolve(isProven);
  }
}
