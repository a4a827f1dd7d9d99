// SPDX-License-Identifier: Apache-2.0
/**
 * Where a webhook may lead. A gateway stands inside an agency's network: whoever can set a URL must not be able to
 * have it call what only the gateway can reach. The address is looked at when it is connected to, so that a name that
 * changes its mind changes nothing.
 */
import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export interface AddressPolicy {
  /** Private networks (RFC 1918, RFC 6598, RFC 4193), for receivers inside an agency. */
  readonly allowPrivate: boolean;
  /** This machine, also without TLS: for a demo. */
  readonly allowLoopback: boolean;
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'];
/** Unspecified, link-local (cloud metadata among them), protocol assignments, documentation, relays and translators to IPv4, segment routing, multicast. */
const NEVER = [
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  ...['::ffff:0:0:0/96', '3fff::/20', '5f00::/16', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
];

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** IPv4 in older IPv6 clothes, the unspecified address among them; this machine's own is the one of them that is in use (RFC 4291 §2.5.5.1). */
const compatible = listOf(['::/96']);
const [loopback, inner, never] = [LOOPBACK, PRIVATE, NEVER].map(listOf) as [BlockList, BlockList, BlockList];

/** IPv4 in IPv6 clothes (`::ffff:10.0.0.1`) counts as what it is. */
export function mayConnect(address: string, policy: AddressPolicy): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || never.check(address, family)) return false;
  if (loopback.check(address, family)) return policy.allowLoopback;
  if (family === 'ipv6' && compatible.check(address, family)) return false;
  return policy.allowPrivate || !inner.check(address, family);
}

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));

/** The host without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const isPlainAllowed = (url: URL, { allowLoopback }: AddressPolicy): boolean =>
  url.protocol === 'http:' && allowLoopback && isLoopbackHost(hostOf(url));

/** @returns the rule that the URL breaks; undefined for one that may be called */
export function urlFault(text: string, policy: AddressPolicy): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL';
  const url = new URL(text);
  const host = hostOf(url);
  if (url.protocol !== 'https:' && !isPlainAllowed(url, policy)) return 'must be https';
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    return 'must have no user and no fragment';
  return isIP(host) === 0 || mayConnect(host, policy) ? undefined : 'must not lead into a closed network';
}

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** Resolves names for a connection, and lets it be made only when every address of the name may be called. */
export const guardedLookup =
  (policy: AddressPolicy): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found?: LookupAddress[]) => {
      const addresses = found ?? [];
      const refused = error === null && !addresses.every(({ address }) => mayConnect(address, policy));
      const [first] = addresses;
      const fault = refused ? new AddressRefused('The name leads into a closed network.') : error;
      if (fault !== null || !first) callback(fault ?? new Error('The name leads nowhere.'), '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
