// The page on which one plays customers; only served where the messengers are pretended.
import { mount } from 'svelte';
import { Api, overHttp } from '../net/http';
import { PretendApi } from './api';
import Pretend from './Pretend.svelte';

const target = document.getElementById('app');
if (target) mount(Pretend, { target, props: { api: new PretendApi(new Api(overHttp)) } });
