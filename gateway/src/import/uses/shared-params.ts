// SPDX-License-Identifier: Apache-2.0
/**
 * X-Road's registry of members (`shared-params.xml`): members with their names, and their subsystems. Read
 * with patterns, not a general XML parser: three nested elements without attributes of interest.
 */
import { SaxesParser } from '@rubensworks/saxes';
import { FileFault } from '../faults.js';
import { fold } from '../prose.js';

export interface XRoadMember {
  readonly instance: string;
  readonly memberClass: string;
  readonly memberCode: string;
  readonly name: string;
  readonly subsystems: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescape = (xml: string): string =>
  xml.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '');

/** Contents of each element of a name, whatever its prefix. */
const elements = (xml: string, name: string): string[] =>
  Array.from(
    xml.matchAll(new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:\\w+:)?${name}>`, 'g')),
    (match) => match[1] ?? '',
  );

const field = (xml: string, name: string): string => fold(unescape(elements(xml, name)[0] ?? ''));

/** Patterns find whole elements and would pass over one that is cut short. @throws FileFault `FILE_XML` */
function ensureWellFormed(xml: string): void {
  const parser = new SaxesParser();
  try {
    parser.write(xml).close();
  } catch (cause) {
    throw new FileFault('FILE_XML', {}, { line: parser.line }, { cause });
  }
}

/** @throws FileFault when the text is no registry, or not whole. */
export function readSharedParams(xml: string): XRoadMember[] {
  ensureWellFormed(xml);
  const instance = field(xml, 'instanceIdentifier');
  const members = elements(xml, 'member');
  if (instance === '' || members.length === 0)
    throw new FileFault('FILE_FORMAT', { found: 'something else', wanted: 'an X-Road registry' });
  return members.map((member) => ({
    instance,
    memberClass: field(elements(member, 'memberClass')[0] ?? '', 'code'),
    memberCode: field(member, 'memberCode'),
    name: field(member.replace(/<(?:\w+:)?memberClass[\s\S]*?<\/(?:\w+:)?memberClass>/, ''), 'name'),
    subsystems: elements(member, 'subsystem').map((subsystem) => field(subsystem, 'subsystemCode')),
  }));
}
