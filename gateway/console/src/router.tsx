// SPDX-License-Identifier: Apache-2.0
/** Every address of the console. A screen's code is loaded when it is first opened. Filters are plain text in the address. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { Filters } from './api/filters';
import { NotHere } from './pages/frame/not-here';
import { ScreenFault } from './pages/frame/screen-fault';
import { Shell } from './shell/shell';

const readFilters = (search: Record<string, unknown>): Filters =>
  Object.fromEntries(Object.entries(search).map(([name, value]) => [name, String(value)]));

const root = createRootRoute({ component: Shell, notFoundComponent: NotHere, errorComponent: ScreenFault });
const under = { getParentRoute: () => root } as const;
const list = { ...under, validateSearch: readFilters };

const routes = [
  createRoute({
    ...under,
    path: '/',
    beforeLoad: () => {
      // The router's way of saying so.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw redirect({ to: '/home', replace: true });
    },
  }),
  createRoute({
    ...under,
    path: '/home',
    component: lazyRouteComponent(() => import('./pages/home/home'), 'Home'),
  }),
  createRoute({
    ...under,
    path: '/signed-in',
    component: lazyRouteComponent(() => import('./pages/frame/signed-in'), 'SignedIn'),
  }),
  createRoute({
    ...list,
    path: '/requests',
    component: lazyRouteComponent(() => import('./pages/requests/requests'), 'Requests'),
  }),
  createRoute({
    ...list,
    path: '/requests/new',
    component: lazyRouteComponent(() => import('./pages/requests/ask'), 'Ask'),
  }),
  createRoute({
    ...under,
    path: '/requests/$id',
    component: lazyRouteComponent(() => import('./pages/requests/request'), 'RequestCard'),
  }),
  createRoute({
    ...list,
    path: '/grants',
    component: lazyRouteComponent(() => import('./pages/grants/grants'), 'Grants'),
  }),
  createRoute({
    ...under,
    path: '/grants/$id',
    component: lazyRouteComponent(() => import('./pages/grants/grant'), 'GrantCard'),
  }),
  createRoute({
    ...list,
    path: '/catalogue',
    component: lazyRouteComponent(() => import('./pages/catalogue/tree'), 'CatalogueTree'),
  }),
  createRoute({
    ...list,
    path: '/resources',
    component: lazyRouteComponent(() => import('./pages/catalogue/resources'), 'Resources'),
  }),
  createRoute({
    ...under,
    path: '/resources/$id',
    component: lazyRouteComponent(() => import('./pages/catalogue/resource'), 'ResourceCard'),
  }),
  createRoute({
    ...list,
    path: '/disputes',
    component: lazyRouteComponent(() => import('./pages/disputes/disputes'), 'Disputes'),
  }),
  createRoute({
    ...under,
    path: '/disputes/$id',
    component: lazyRouteComponent(() => import('./pages/disputes/dispute'), 'DisputeCard'),
  }),
  createRoute({
    ...list,
    path: '/obligations',
    component: lazyRouteComponent(() => import('./pages/law/obligations'), 'Obligations'),
  }),
  createRoute({
    ...under,
    path: '/obligations/$id',
    component: lazyRouteComponent(() => import('./pages/law/obligation'), 'ObligationCard'),
  }),
  createRoute({
    ...list,
    path: '/matters',
    component: lazyRouteComponent(() => import('./pages/matters/matters'), 'Matters'),
  }),
  createRoute({
    ...list,
    path: '/matters/$kind',
    component: lazyRouteComponent(() => import('./pages/matters/matters'), 'Matters'),
  }),
  createRoute({
    ...under,
    path: '/matters/$kind/$id',
    component: lazyRouteComponent(() => import('./pages/matters/matter'), 'MatterCard'),
  }),
  createRoute({
    ...list,
    path: '/corrections',
    component: lazyRouteComponent(() => import('./pages/disputes/corrections'), 'Corrections'),
  }),
  createRoute({
    ...under,
    path: '/corrections/$id',
    component: lazyRouteComponent(() => import('./pages/disputes/correction'), 'CorrectionCard'),
  }),
  createRoute({
    ...list,
    path: '/periods',
    component: lazyRouteComponent(() => import('./pages/periods/periods'), 'Periods'),
  }),
  createRoute({
    ...under,
    path: '/periods/$grant/$period',
    component: lazyRouteComponent(() => import('./pages/periods/period'), 'PeriodCard'),
  }),
  createRoute({
    ...list,
    path: '/organisations',
    component: lazyRouteComponent(() => import('./pages/people/organisations'), 'Organisations'),
  }),
  createRoute({
    ...under,
    path: '/organisations/$id',
    component: lazyRouteComponent(() => import('./pages/people/organisation'), 'OrganisationCard'),
  }),
  createRoute({
    ...list,
    path: '/uses',
    component: lazyRouteComponent(() => import('./pages/usage/uses'), 'Uses'),
  }),
  createRoute({
    ...list,
    path: '/uses/$id',
    component: lazyRouteComponent(() => import('./pages/usage/use'), 'UseCard'),
  }),
  createRoute({
    ...list,
    path: '/trail',
    component: lazyRouteComponent(() => import('./pages/usage/trail'), 'Trail'),
  }),
  createRoute({
    ...list,
    path: '/evidence',
    component: lazyRouteComponent(() => import('./pages/evidence/evidence'), 'Evidence'),
  }),
  createRoute({
    ...list,
    path: '/report',
    component: lazyRouteComponent(() => import('./pages/usage/report'), 'Report'),
  }),
  createRoute({
    ...under,
    path: '/verify',
    component: lazyRouteComponent(() => import('./pages/evidence/verify'), 'Verify'),
  }),
  createRoute({
    ...list,
    path: '/blocks',
    component: lazyRouteComponent(() => import('./pages/ledger/blocks'), 'Blocks'),
  }),
  createRoute({
    ...under,
    path: '/blocks/$number',
    component: lazyRouteComponent(() => import('./pages/ledger/block'), 'BlockCard'),
  }),
  createRoute({
    ...under,
    path: '/transactions/$id',
    component: lazyRouteComponent(() => import('./pages/ledger/transaction'), 'TransactionCard'),
  }),
  createRoute({
    ...list,
    path: '/search',
    component: lazyRouteComponent(() => import('./pages/home/search'), 'Search'),
  }),
  createRoute({
    ...under,
    path: '/agree',
    component: lazyRouteComponent(() => import('./pages/people/agree'), 'Agree'),
  }),
  createRoute({
    ...under,
    path: '/keys',
    component: lazyRouteComponent(() => import('./pages/people/keys'), 'Keys'),
  }),
  createRoute({
    ...list,
    path: '/signers',
    component: lazyRouteComponent(() => import('./pages/people/signers'), 'Signers'),
  }),
  createRoute({
    ...list,
    path: '/supervision',
    component: lazyRouteComponent(() => import('./pages/oversight/supervision'), 'Supervision'),
  }),
  createRoute({
    ...list,
    path: '/supervision/page',
    component: lazyRouteComponent(() => import('./pages/oversight/report-page'), 'ReportPage'),
  }),
  createRoute({
    ...list,
    path: '/appraisal',
    component: lazyRouteComponent(() => import('./pages/oversight/appraisal'), 'Appraisals'),
  }),
  createRoute({
    ...list,
    path: '/orders',
    component: lazyRouteComponent(() => import('./pages/oversight/measure-lists'), 'Orders'),
  }),
  createRoute({
    ...under,
    path: '/orders/$id',
    component: lazyRouteComponent(() => import('./pages/oversight/measure-cards'), 'OrderCard'),
  }),
  createRoute({
    ...list,
    path: '/criticisms',
    component: lazyRouteComponent(() => import('./pages/oversight/measure-lists'), 'Criticisms'),
  }),
  createRoute({
    ...under,
    path: '/criticisms/$id',
    component: lazyRouteComponent(() => import('./pages/oversight/measure-cards'), 'CriticismCard'),
  }),
  createRoute({
    ...list,
    path: '/incidents',
    component: lazyRouteComponent(() => import('./pages/oversight/measure-lists'), 'Incidents'),
  }),
  createRoute({
    ...under,
    path: '/incidents/$id',
    component: lazyRouteComponent(() => import('./pages/oversight/measure-cards'), 'IncidentCard'),
  }),
  createRoute({
    ...list,
    path: '/complaints',
    component: lazyRouteComponent(() => import('./pages/oversight/measure-lists'), 'Complaints'),
  }),
  createRoute({
    ...under,
    path: '/complaints/$id',
    component: lazyRouteComponent(() => import('./pages/oversight/measure-cards'), 'ComplaintCard'),
  }),
  createRoute({
    ...list,
    path: '/duties',
    component: lazyRouteComponent(() => import('./pages/catalogue/duties'), 'DutiesOverview'),
  }),
  createRoute({
    ...under,
    path: '/duties/$id/consumers',
    component: lazyRouteComponent(() => import('./pages/catalogue/duty-consumers'), 'DutyConsumers'),
  }),
  createRoute({
    ...list,
    path: '/lists/$list',
    component: lazyRouteComponent(() => import('./pages/catalogue/lists'), 'Lists'),
  }),
  createRoute({
    ...list,
    path: '/policy',
    component: lazyRouteComponent(() => import('./pages/law/policy'), 'PolicyPage'),
  }),
  createRoute({
    ...under,
    path: '/desk',
    component: lazyRouteComponent(() => import('./pages/usage/desk'), 'Desk'),
  }),
  createRoute({
    ...under,
    path: '/news',
    component: lazyRouteComponent(() => import('./pages/home/news'), 'WhatIsNew'),
  }),
  createRoute({
    ...under,
    path: '/questions',
    component: lazyRouteComponent(() => import('./pages/home/questions'), 'Questions'),
  }),
  createRoute({
    ...list,
    path: '/questions/$question',
    component: lazyRouteComponent(() => import('./pages/usage/question'), 'Question'),
  }),
  createRoute({
    ...under,
    path: '/patterns',
    component: lazyRouteComponent(() => import('./pages/usage/patterns'), 'Patterns'),
  }),
  createRoute({
    ...list,
    path: '/journals',
    component: lazyRouteComponent(() => import('./pages/evidence/journals'), 'Journals'),
  }),
  createRoute({
    ...list,
    path: '/imports',
    component: lazyRouteComponent(() => import('./pages/imports/imports'), 'Imports'),
  }),
  createRoute({
    ...under,
    path: '/imports/$id',
    component: lazyRouteComponent(() => import('./pages/imports/import'), 'ImportCard'),
  }),
  createRoute({
    ...under,
    path: '/parts',
    component: lazyRouteComponent(() => import('./pages/frame/parts'), 'Parts'),
  }),
] as const;

// Inferred: the routes are its type, and every link is checked against them.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export const makeRouter = () => {
  if (location.pathname === '/') history.replaceState(null, '', '/console/home');
  return createRouter({
    routeTree: root.addChildren([...routes]),
    basepath: '/console',
    defaultPreload: false,
    scrollRestoration: true,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
      const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
      return text === '' ? '' : `?${text}`;
    },
  });
};

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
