// SPDX-License-Identifier: Apache-2.0
import { ORGANISATION_ROLES, type OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import { LEVELS, region } from '@catalog-chain/chaincode/domain/members/region';
import { mspId, organisationCode } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { Names100, PageQuery, RecordView, StampView } from '../common.js';
import { Fits, ListOf, Nested, OneOf, Optional } from '../rule.js';

const roleList = (): PropertyDecorator => ListOf(z.enum(ORGANISATION_ROLES), ORGANISATION_ROLES.length);
const FORMER_ROLES =
  'Roles that it had and has no more; absent until its first change, and where the record was changed before this was kept.';
const WHICH_REGION = 'Administrative division (GB/T 2260, six digits; `000000` the whole country).';

export class OrganisationChange {
  @Nested(Names100)
  names!: { zh?: string; en?: string };

  @roleList()
  roles!: OrganisationRole[];

  @Optional()
  @Fits(region, { description: `${WHICH_REGION} Left out of a change, it stays.` })
  region?: string;
}

export class OrganisationRegistration extends OrganisationChange {
  @Fits(mspId, { description: 'The MSP id under which its certificates are issued.' })
  organisation!: string;

  @Fits(organisationCode, {
    description: 'Unified social credit code (GB 32100) or `SCHEME:ID`.',
  })
  code!: string;
}

export class OrganisationView extends RecordView {
  @OneOf(['organisation'])
  type!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(organisationCode)
  code!: string;

  @Nested(Names100)
  names!: { zh?: string; en?: string };

  @roleList()
  roles!: OrganisationRole[];

  @Optional()
  @Fits(z.array(z.enum(ORGANISATION_ROLES)), { description: FORMER_ROLES })
  formerRoles?: OrganisationRole[];

  @Optional()
  @Fits(region, { description: WHICH_REGION })
  region?: string;

  @Optional()
  @Fits(z.enum(LEVELS), { description: 'Follows from the region.' })
  level?: string;

  @OneOf(['active', 'suspended'])
  status!: string;

  @Nested(StampView)
  registered!: StampView;
}

export class OrganisationQuery extends PageQuery {
  @Optional()
  @OneOf(['active', 'suspended'])
  state?: string;

  @Optional()
  @Fits(z.string().min(1).max(100))
  text?: string;
}
