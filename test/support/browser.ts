// SPDX-License-Identifier: Apache-2.0
/**
 * A real Chromium, without a window: Debian's, driven by Playwright. A page in it has whatever a person's browser has,
 * authenticators included, which are made by the browser itself (Chrome DevTools Protocol, domain WebAuthn).
 */
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { programMissing } from './debian.js';
import { ownNetwork, type OwnNetwork } from './own-network.js';
import type { TestContext } from './testing.js';

/** What the command line prints with, as a user's machine has it. */
const WHOLE = 'chromium';
/** The same engine without tabs, menus and their processes: a page costs two thirds in it. */
const SHELL = 'chromium-headless-shell';
/** Where there are no Chinese characters, a page's texts cannot be looked at. */
const PACKAGES = [WHOLE, SHELL, 'fonts-noto-cjk', 'iproute2'];
/** A container's shared memory is small, and its root may not make the sandbox. */
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

let shell: Promise<string | undefined> | undefined;
let network: Promise<OwnNetwork | undefined> | undefined;

/** @returns a browser, to be closed by whoever asked; skips the test where there can be none */
export async function startBrowser(t: Pick<TestContext, 'skip'>): Promise<Browser> {
  const missing = await programMissing(WHOLE, PACKAGES);
  if (missing !== undefined) t.skip(missing);
  // Where a whole one was installed before and nothing can be brought along, that one does.
  shell ??= programMissing(SHELL, PACKAGES).catch((error: unknown) => String(error));
  const program = `/usr/bin/${(await shell) === undefined ? SHELL : WHOLE}`;
  network ??= ownNetwork(program);
  const { executablePath = program, args = [] } = (await network) ?? {};
  return chromium.launch({ executablePath, args: [...FLAGS, ...args] });
}

/** What an authenticator holds of one passkey, as the protocol names it. */
export interface HeldCredential {
  readonly credentialId: string;
  readonly isResidentCredential: boolean;
  readonly rpId?: string;
  readonly privateKey: string;
  readonly userHandle?: string;
  readonly signCount: number;
}

/** An authenticator of one page, which verifies its user unless it is told otherwise. */
export class VirtualAuthenticator {
  private constructor(
    private readonly session: CDPSession,
    private readonly id: string,
  ) {}

  static async attach(page: Page): Promise<VirtualAuthenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new VirtualAuthenticator(session, authenticatorId);
  }

  /** Whether its user passes its check from now on. */
  async verifiesUser(isUserVerified: boolean): Promise<void> {
    await this.session.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified });
  }

  async credentials(): Promise<readonly HeldCredential[]> {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', { authenticatorId: this.id });
    return credentials;
  }

  /** As an authenticator that was copied or set back: each of its passkeys counts on from there. */
  async countFrom(signCount: number): Promise<void> {
    for (const credential of await this.credentials()) {
      const { credentialId } = credential;
      await this.session.send('WebAuthn.removeCredential', { authenticatorId: this.id, credentialId });
      await this.session.send('WebAuthn.addCredential', {
        authenticatorId: this.id,
        credential: { ...credential, signCount },
      });
    }
  }
}
