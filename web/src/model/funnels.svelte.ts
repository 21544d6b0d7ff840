// The funnels as this client knows them.
import type { Funnel, Funnels as Body, SaveFunnel } from '../proto';
import { NamedList, perSession } from './named_list.svelte';

export class Funnels extends NamedList<Funnel, Body, SaveFunnel> {
  static of = perSession((api) => new Funnels(api, { path: '/api/funnels', in: (body) => body.funnels }));
}
