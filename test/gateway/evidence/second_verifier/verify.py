# SPDX-License-Identifier: Apache-2.0
"""A second verifier, which shares no code with the first and follows docs/evidence-format.md.

python3 verify.py FILE [TRUST_DIR] prints what is proved or the first fault; exits 0 valid, 1 invalid, 2 unreadable.
python3 verify.py --batch reads lines "FILE<tab>TRUST_DIR" (the second may be empty), and answers each with a line of
JSON: {"exit": N, "lines": [...]}. Needs the package `cryptography`.
"""
import base64
import hashlib
import io
import json
import os
import re
import sys
import zipfile
import zlib
from collections import namedtuple
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
MODULUS = 2**3072 - 1103717
ATTRIBUTES = "1.2.3.4.5.6.7.8.1"
NAME = re.compile(
    r"(manifest\.json|reads\.ndjson|leaves\.ndjson|roots/[A-Za-z][A-Za-z0-9.-]{0,47}\.pem|transactions/[0-9a-f]{64}\.bin)"
)


class Invalid(Exception):
    pass


class Unreadable(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Invalid(why)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_json(text):
    value = json.loads(text)
    need(canonical(value) == text, "not canonical JSON")
    return value


HEX = re.compile(r"[0-9a-f]{64}")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
MSPID = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,47}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def fit(pattern, text):
    need(isinstance(text, str) and pattern.fullmatch(text) is not None, "a text of another form")
    return text


def words(text):
    need(isinstance(text, str) and 0 < len(text) <= 256 and "\0" not in text, "no name")
    return text


def whole(number, least=0):
    need(isinstance(number, int) and not isinstance(number, bool) and number >= least, "no whole number")
    return number


def read_lines(content):
    text = content.decode("utf-8")
    if text == "":
        return []
    need(text.endswith("\n"), "no line feed at the end")
    return [read_json(line) for line in text[:-1].split("\n")]


def unbase64(text):
    content = base64.b64decode(text, validate=True)
    need(base64.b64encode(content).decode() == text, "not base64")
    return content


def instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)


def ten(number):
    return "%010d" % number


def state_key(parts):
    return "\0" + "\0".join(parts) + "\0"


# Protobuf ---------------------------------------------------------------------------------------


def varint(content, at):
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def message(content):
    """Fields by number: each a list of ints or bytes."""
    fields, at = {}, 0
    while at < len(content):
        tag, at = varint(content, at)
        if tag & 7 == 0:
            value, at = varint(content, at)
        else:
            need(tag & 7 == 2, "unexpected wire type")
            length, at = varint(content, at)
            value, at = content[at : at + length], at + length
            need(len(value) == length, "message is cut")
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def last(fields, number, default=b""):
    return fields.get(number, [default])[-1]


def inside(content, *path):
    for number in path:
        content = last(message(content), number)
    return content


# Signatures -------------------------------------------------------------------------------------


PEM = re.compile(rb"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")


class Trust:
    """One configuration of the channel: its organisations and their roots, each PEM or a list of DER."""

    def __init__(self, roots):
        self.roots, self.known = {}, {}
        for organisation, given in roots.items():
            if isinstance(given, list):
                found = [x509.load_der_x509_certificate(one) for one in given]
            else:
                found = [x509.load_pem_x509_certificate(one) for one in PEM.findall(given)]
            need(found, "an organisation without root")
            for root in found:
                need(root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca, "root is no CA")
                root.verify_directly_issued_by(root)
            self.roots[organisation] = found

    def signer(self, identity, at):
        if identity not in self.known:
            self.known[identity] = self.read_signer(identity)
        organisation, units, role, key, certificates = self.known[identity]
        for one in certificates:
            need(one.not_valid_before_utc <= at <= one.not_valid_after_utc, "a certificate was not valid")
        return organisation, units, role, key

    def read_signer(self, identity):
        fields = message(identity)
        organisation = last(fields, 1).decode()
        certificate = x509.load_pem_x509_certificate(last(fields, 2))
        root = next((one for one in self.roots.get(organisation, []) if issued(certificate, one)), None)
        need(root is not None, "a certificate of %s has no trusted issuer" % organisation)
        extensions = certificate.extensions
        need(not extensions.get_extension_for_class(x509.BasicConstraints).value.ca, "a CA signs")
        need(extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature, "key usage")
        key = certificate.public_key()
        need(isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1", "no P-256 key")
        units = [one.value for one in certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)]
        role = None
        for one in extensions:
            if one.oid.dotted_string == ATTRIBUTES:
                role = role_of(one.value.value)
        return organisation, units, role, key, (certificate, root)

    def verify(self, identity, content, signature, at):
        organisation, units, role, key = self.signer(identity, at)
        r, s = decode_dss_signature(signature)
        need(encode_dss_signature(r, s) == signature and s <= (ORDER - 1) // 2, "signature not low-S in strict DER")
        key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
        return organisation, units, role

    def endorsed(self, payload, endorsements, at, kind):
        organisations = set()
        for endorser, signature in endorsements:
            organisation, units, _ = self.verify(endorser, payload + endorser, signature, at)
            need("peer" in units, "an endorser is no peer")
            organisations.add(organisation)
        if kind == "embedded":
            need("EmbeddedNode" in organisations, "the node did not endorse")
        else:
            organisations.discard("EmbeddedNode")
            all_of_them = [one for one in self.roots if one != "EmbeddedNode"]
            need(len(organisations) * 2 > len(all_of_them) > 0, "too few endorsements")


def role_of(extension):
    try:
        role = json.loads(extension)["attrs"].get("catalog.role")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return role if isinstance(role, str) else None


class Members:
    """Configurations by the time from which each held, oldest first; the present one is the last."""

    def __init__(self, present, versions):
        self.versions = [*versions, (None, present)]

    def judge(self, at, work):
        """What the configuration of the time accepts, or the one after it."""
        before = [index for index, (start, _) in enumerate(self.versions) if start is not None and start <= at]
        candidates = self.versions[before[-1] : before[-1] + 2] if before else self.versions[:1]
        first = None
        for _, trust in candidates:
            try:
                return work(trust)
            except Exception as error:  # the other configuration may accept it
                first = first or error
        raise first


def issued(certificate, root):
    try:
        certificate.verify_directly_issued_by(root)
        return True
    except (InvalidSignature, ValueError, TypeError):
        return False


# Reads (§4) -------------------------------------------------------------------------------------


def read_write_set(response, chaincode):
    """The chaincode's reads and writes, its private collections, and whether there is anything more than reads elsewhere."""
    own, collections, elsewhere, count = {}, [], False, 0
    for one in message(inside(response, 2, 1)).get(2, []):
        fields = message(one)
        rwset = message(last(fields, 2))
        elsewhere = elsewhere or 4 in rwset
        if last(fields, 1).decode() == chaincode:
            count += 1
            own, collections = rwset, fields.get(3, [])
        else:
            elsewhere = elsewhere or 3 in rwset or 3 in fields
    return own, collections, elsewhere or count > 1


def key_reads(rwset):
    """(block, transaction) of what wrote the value that was read, by key; None where there was none."""
    found = {}
    for one in rwset.get(1, []):
        fields = message(one)
        version = message(last(fields, 2)) if 2 in fields else None
        found[last(fields, 1).decode()] = None if version is None else (last(version, 1, 0), last(version, 2, 0))
    return found


def stamp(value):
    instant(value["at"]), fit(HEX, value["tx"]), words(value["by"])


def exchanges(value):
    whole(value["count"])
    need(isinstance(value["exchanges"], str), "no set")
    need(isinstance(value.get("older", ""), str), "no set")
    if "retracted" in value:
        whole(value["retracted"]["count"])
        need(isinstance(value["retracted"]["exchanges"], str), "no set")


def exchange_form(value):
    form = value.get("exchangeForm", 2)
    need(form == 2 and isinstance(form, int) and not isinstance(form, bool), "another form")


def side(value):
    need(value in ("claim", "attestation"), "no side")


def terms(value):
    words(value["consumer"]), words(value["provider"]), words(value["resource"]), whole(value["resourceVersion"])


def check_shape(record):
    """That what the checks use is there, in the type that it must have."""
    kind = record["type"]
    if kind == "batch":
        words(record["organisation"]), words(record["journal"]), whole(record["sequence"], 1)
        fit(HEX, record["root"]), fit(HEX, record["previousRoot"]), whole(record["count"])
        need(record.get("missing", True) is True, "missing, or not")
        exchange_form(record)
        whole(record["policyVersion"]), stamp(record["committed"])
        for one in record["tallies"]:
            words(one["grant"]), side(one["side"]), fit(MONTH, one["period"]), exchanges(one)
            words(one.get("purpose", "x"))
        for one in record["violations"]:
            whole(one["leaf"]), [words(code) for code in one["codes"]]
            need(isinstance(one["codes"], list) and one["codes"], "no codes")
    elif kind in ("request", "grant"):
        words(record["id"]), terms(record["terms"]), words(record["state"])
        if kind == "grant":
            fit(HEX, record["hash"])
    elif kind == "obligation":
        words(record["id"]), words(record["kind"]), instant(record["dueAt"]), stamp(record["changed"])
        need(record["state"] in ("open", "met", "missed", "void"), "no state")
        [words(record[name]) for name in ("owedBy", "owedTo", "article") if name in record]
        if "met" in record:
            met = record["met"]
            instant(met["at"]), words(met["by"]), words(met["basis"])
            need(isinstance(met["late"], bool), "late, or not")
    elif kind == "dispute":
        for name in ("id", "kind", "opener", "respondent"):
            words(record[name])
        words(record["subject"]["kind"]), fit(HEX, record["evidenceDigest"]), stamp(record["opened"])
        states = ("opened", "answered", "referred", "coordinated", "assigned", "ruled", "appealed", "remedied")
        states += ("closed", "withdrawn")
        need(record["state"] in states, "no state")
        for one in record["frozen"]:
            words(one["type"]), words(one["id"]), fit(HEX, one["digest"])
        actions = ("open", "answer", "default", "refer", "coordinate", "escalate", "assign", "rule", "appeal", "accept")
        actions += ("lapse", "remedy", "close", "withdraw")
        for one in record["steps"]:
            need(one["action"] in actions, "no action"), stamp(one["stamp"])
        for one in record["rulings"]:
            words(one["arbitrator"]), [words(name) for name in one["findings"]], words(one["remedy"]["action"])
            [words(one[name]) for name in ("responsible", "outcome") if name in one]
    elif kind == "closure":
        words(record["grant"]), fit(MONTH, record["period"]), side(record["side"]), words(record["organisation"])
        whole(record["revision"], 1), exchanges(record["total"]), whole(record["batches"])
        exchange_form(record["total"])
        if "sealed" in record:
            whole(record["sealed"])
        for one in record["journals"]:
            words(one["id"]), whole(one["batches"]), fit(HEX, one["root"])
            [whole(one["broken"][name]) for name in ("sequence", "places") if "broken" in one]
    elif kind == "seal":
        words(record["organisation"]), words(record["id"]), side(record["side"]), fit(MONTH, record["period"])
        fit(HEX, record["seal"]), fit(HEX, record["exchange"]), instant(record["discloseBy"]), stamp(record["sealed"])
        need(record["state"] in ("sealed", "disclosed"), "no state")
        if "disclosed" in record:
            done = record["disclosed"]
            stamp(done), words(done["journal"]), whole(done["sequence"])
            need(isinstance(done["late"], bool), "late, or not")
    elif kind == "sealed-month":
        words(record["organisation"]), fit(MONTH, record["period"]), side(record["side"])
        need(isinstance(record["ids"], list), "no list"), [words(one) for one in record["ids"]]
    elif kind == "period":
        words(record["grant"]), fit(MONTH, record["period"])
        need(record["state"] in ("closing", "matched", "differs"), "no state")
        [whole(record[name], 1) for name in ("claim", "attestation") if name in record]
        [side(one) for one in record.get("reopened", [])]
        for one in record["verdicts"]:
            words(one["state"]), whole(one["claim"]), whole(one["attestation"])
    elif kind == "resource-version":
        words(record["id"]), whole(record["version"], 1)
    elif kind == "policy":
        whole(record["version"]), whole(record["calendar"]["utcOffsetMinutes"], -1440)
        need(record["calendar"]["utcOffsetMinutes"] <= 1440, "no offset")
    elif kind == "organisation":
        words(record["mspId"])
    elif kind == "signer":
        words(record["id"]), words(record["organisation"]), stamp(record["registered"])
        instant(record["from"]), instant(record["until"]), [words(role) for role in record["roles"]]
        need(record["algorithm"] == "ES256" and record["status"] in ("active", "revoked"), "another algorithm or status")
        need((record["key"]["kty"], record["key"]["crv"]) == ("EC", "P-256"), "another key")
        if "revoked" in record:
            stamp(record["revoked"]["stamp"])
    elif kind == "evidence-request":
        words(record["organisation"]), words(record["id"]), stamp(record["recorded"])
    elif kind == "membership-history":
        for one in record["versions"]:
            whole(one["version"], 1), stamp(one["set"])
            need(one["members"], "nobody")
            for member in one["members"]:
                words(member["mspId"])
                need(isinstance(member["roots"], list) and member["roots"], "no roots")
    elif kind == "journal-list":
        words(record["organisation"]), [words(one) for one in record["journals"]]
        need(isinstance(record["journals"], list), "no list")
    elif kind == "journal-head":
        words(record["organisation"]), words(record["journal"]), whole(record["batches"]), fit(HEX, record["root"])


def key_of(record):
    kind = record["type"]
    parts = {
        "batch": lambda: [record["organisation"], record["journal"], ten(record["sequence"])],
        "grant": lambda: [record["id"]],
        "request": lambda: [record["id"]],
        "dispute": lambda: [record["id"]],
        "obligation": lambda: [record["id"]],
        "period": lambda: [record["grant"], record["period"]],
        "closure": lambda: [record["grant"], record["period"], record["side"]],
        "seal": lambda: [record["organisation"], record["id"]],
        "sealed-month": lambda: [record["organisation"], record["period"], record["side"]],
        "resource-version": lambda: [record["id"], ten(record["version"])],
        "organisation": lambda: [record["mspId"]],
        "signer": lambda: [record["id"]],
        "policy": lambda: [ten(record["version"])],
        "evidence-request": lambda: [record["organisation"], record["id"]],
        "membership-history": lambda: [],
        "journal-list": lambda: [record["organisation"]],
        "journal-head": lambda: [record["organisation"], record["journal"]],
    }
    need(kind in parts, "a record of unknown type")
    return [kind, *parts[kind]()]


def open_read(line, chaincode):
    """A line taken apart, not believed yet: key, record, text, payload, endorsements, reads."""
    need(set(line) == {"endorsements", "key", "payload"} and line["endorsements"], "a read of another form")
    need(len(line["endorsements"]) <= 100 and 0 < len(line["key"]) <= 5, "a read of another form")
    need(all(set(one) == {"endorser", "signature"} for one in line["endorsements"]), "an endorsement of another form")
    payload = unbase64(line["payload"])
    endorsements = [(unbase64(one["endorser"]), unbase64(one["signature"])) for one in line["endorsements"]]
    text = inside(payload, 2, 3, 3).decode("utf-8")
    record = read_json(text)
    key_of(record)
    check_shape(record)
    key = tuple(words(part) for part in line["key"])
    rwset, collections, elsewhere = read_write_set(payload, chaincode)
    return key, record, text, payload, endorsements, (rwset, collections, elsewhere)


CURRENT = ("policy", "current")


def check_read(opened, trust, at, anchor, ledger):
    """The version of the record, as endorsers of the configuration read it beside the request."""
    key, record, _, payload, endorsements, (rwset, collections, elsewhere) = opened
    trust.endorsed(payload, endorsements, at, ledger["kind"])
    response, answered = message(inside(payload, 2, 3)), inside(payload, 2, 4, 2).decode()
    need(last(response, 1, 0) == 200 and answered == ledger["chaincode"], "not this chaincode's answer")
    need(tuple(key_of(record)) == key or (record["type"] == "policy" and key == CURRENT), "a read under another key")
    need(3 not in rwset and not collections and not elsewhere, "a read that writes")
    reads = key_reads(rwset)
    need(len(reads) == len(rwset.get(1, [])), "a key read twice")
    own = reads.get(state_key(key))
    if record["type"] in ("journal-list", "membership-history"):
        start = state_key(["journal", record["organisation"]] if record["type"] == "journal-list" else ["membership"])
        ranges = [message(one) for one in rwset.get(2, [])]
        wanted = lambda one: (last(one, 1).decode(), last(one, 2).decode(), last(one, 3, 0)) == (start, start + "\U0010ffff", 1)
        need(any(wanted(one) for one in ranges), "not the whole range")
    elif record["type"] == "journal-head":
        batch = lambda n: state_key(["batch", record["organisation"], record["journal"], ten(n)])
        count = record["batches"]
        for ahead in range(1, 101):
            need(reads.get(batch(count + ahead), 0) is None, "the next batches were not looked for")
        need(count == 0 or reads.get(batch(count)) is not None, "the last batch was not read")
    elif record["type"] == "policy" and record["version"] == 0:
        need(key != CURRENT or (state_key(key) in reads and own is None), "another policy is in force")
    elif record["type"] == "sealed-month" and not record["ids"]:
        need(state_key(key) in reads and own is None, "something is sealed")
    else:
        need(own is not None, "another key was read")
    if anchor is not None:
        need(reads.get(anchor[0]) == anchor[1], "not read beside the request")
    return own


# Transactions (§5) ------------------------------------------------------------------------------


Transaction = namedtuple("Transaction", "organisation name lines reads writes signed")
Signed = namedtuple("Signed", "transaction argument given role at")


def check_transaction(name, content, members, manifest):
    channel = inside(content, 1, 1, 1)
    time = message(last(message(channel), 3))
    at = datetime.fromtimestamp(last(time, 1, 0), timezone.utc) + timedelta(microseconds=last(time, 2, 0) // 1000)
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return members.judge(at, lambda trust: judge_transaction(name, content, trust, at, manifest))


def judge_transaction(name, content, trust, at, manifest):
    ledger = manifest["ledger"]
    envelope = message(content)
    payload, signature = last(envelope, 1), last(envelope, 2)
    field = lambda number, part: bytes([number << 3 | 2]) + write_varint(len(part)) + part
    need(field(1, payload) + field(2, signature) == content, "bytes beside payload and signature")
    channel_header, signature_header = inside(payload, 1, 1), inside(payload, 1, 2)
    channel, signed = message(channel_header), message(signature_header)
    creator, nonce = last(signed, 1), last(signed, 2)
    need(sha(nonce, creator).hex() == name == last(channel, 5).decode(), "another transaction id")
    need(last(channel, 1, 0) == 3 and last(channel, 4).decode() == ledger["channel"], "another channel")
    organisation, _, role = trust.verify(creator, payload, signature, at)
    actions = message(inside(payload, 2)).get(1, [])
    need(len(actions) == 1, "not one action")
    action = message(last(message(actions[0]), 2))
    proposal, endorsed = last(action, 1), message(last(action, 2))
    response = last(endorsed, 1)
    endorsements = [(last(message(one), 1), last(message(one), 2)) for one in endorsed.get(2, [])]
    trust.endorsed(response, endorsements, at, ledger["kind"])
    need(sha(channel_header, signature_header, proposal) == inside(response, 1), "another proposal")
    spec = inside(proposal, 1, 1)
    answered = inside(response, 2, 4, 2).decode()
    need(inside(spec, 2, 2).decode() == ledger["chaincode"] == answered, "another chaincode")
    need(last(message(inside(response, 2, 3)), 1, 0) == 200, "no success")
    arguments = message(inside(spec, 3)).get(1, [])
    transaction, lines, roles = arguments[0].decode(), None, ("submitter", "officer", "admin")
    if transaction == "usage:submit":
        inflater = zlib.decompressobj()
        content = inflater.decompress(arguments[2], 4 * 2**20)
        need(inflater.eof and not inflater.unused_data, "not one zlib stream")
        lines = content.decode("utf-8").split("\n")
        need(len(lines) <= 4096, "too many leaves")
        need(len({read_json(line)["id"] for line in lines}) == len(lines), "an id twice in a batch")
    else:
        roles += ("auditor", "arbitrator")
    need(role in roles, "the creator may not sign such a transaction")
    rwset, _, _ = read_write_set(response, ledger["chaincode"])
    writes = {last(message(one), 1).decode(): last(message(one), 3) for one in rwset.get(3, [])}
    signed = None
    if SIGNABLE.fullmatch(transaction) and len(arguments) > 2:
        signed = Signed(transaction, arguments[1].decode("utf-8"), read_json(arguments[2].decode("utf-8")), role, at)
    return Transaction(organisation, transaction, lines, key_reads(rwset), writes, signed)


# Decisions signed by persons (§11) --------------------------------------------------------------


SIGNABLE = re.compile(
    "dispute:(accept|answer|appeal|assign|close|coordinate|decide|escalate|lapse|open|refer|remedy|rule|withdraw)"
    "|grant:(renew|resume|return|revoke|suspend)"
    "|criticism:issue|order:(conclude|issue)|obligation:answerExtension|organisation:(register|resume|suspend|update)|policy:set|request:(confirm|decide)"
    "|resource:(resume|retire|review|suspend)|service:announce|signer:(register|revoke)|source:(designate|end)|variation:answer"
)


def unurl(text):
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(base64.urlsafe_b64encode(content).rstrip(b"=").decode() == text, "not base64url")
    return content


def check_signed(signed, organisation, records, ledger):
    given = signed.given
    need(given["chain"] in (ledger["channel"], ledger["genesisHash"]), "signed for another chain")
    act = {"form": "catalog-chain/act/1", "transaction": signed.transaction, **{n: given[n] for n in ("chain", "signer", "at", "nonce")}}
    act["arguments"] = sha(canonical([signed.argument]).encode()).hex()
    second = given.get("agreement")
    check_person(given, act, timedelta(days=7) if second else timedelta(minutes=5), signed, organisation, records)
    if second:
        need(second["signer"] != given["signer"], "agreed to what is one's own")
        agreed = {"form": "catalog-chain/agreement/1", "chain": given["chain"], **{n: second[n] for n in ("signer", "at", "nonce")}}
        agreed["act"] = sha(canonical(act).encode()).hex()
        check_person(second, agreed, timedelta(minutes=5), signed, organisation, records)


def check_person(given, act, oldest, signed, organisation, records):
    need(("signer", given["signer"]) in records, "the signer is not there")
    signer = records[("signer", given["signer"])][0]
    need(signer["id"].split(":")[0] == organisation and signed.role in signer["roles"], "a signer that may not")
    need(instant(signer["registered"]["at"]) <= signed.at, "a signer that was not there")
    need(instant(signer["from"]) <= signed.at < instant(signer["until"]), "a signer that did not count")
    need("revoked" not in signer or instant(signer["revoked"]["stamp"]["at"]) > signed.at, "a signer that was revoked")
    need(-timedelta(minutes=5) <= signed.at - instant(given["at"]) <= oldest, "signed at another time")
    content, signature = canonical(act).encode(), unurl(given["signature"])
    if "relyingParty" in signer:
        party, data = signer["relyingParty"], unurl(given["authenticator"]["data"])
        client = unurl(given["authenticator"]["clientData"])
        need(len(data) >= 37 and data[:32] == sha(party["id"].encode()) and data[32] & 5 == 5, "another authenticator")
        challenge = base64.urlsafe_b64encode(sha(content)).rstrip(b"=").decode()
        start = '{"type":"webauthn.get","challenge":"%s","origin":"%s","crossOrigin":false'
        starts = [(start % (challenge, origin)).encode() for origin in party["origins"]]
        ends = [client[len(one):] for one in starts if client.startswith(one)]
        need(any(end == b"}" or end[:1] == b"," and end[-1:] == b"}" for end in ends), "another page or act")
        content = data + sha(client)
    else:
        need(len(signature) == 64 and "authenticator" not in given, "a signature of another form")
        signature = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    point = [int.from_bytes(unurl(signer["key"][name]), "big") for name in ("x", "y")]
    key = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
    try:
        key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Invalid("not signed by that person")


def write_varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


# Merkle trees (§6, RFC 9162) --------------------------------------------------------------------


def tree(entries):
    if len(entries) == 1:
        return sha(b"\0", entries[0])
    split = 1 << (len(entries) - 1).bit_length() - 1
    return sha(b"\1", tree(entries[:split]), tree(entries[split:]))


def included(line, index, size, path, root):
    need(0 <= index < size, "no such index")
    fn, sn, result = index, size - 1, sha(b"\0", line.encode("utf-8"))
    for node in path:
        need(sn != 0, "path too long")
        if fn & 1 or fn == sn:
            result = sha(b"\1", node, result)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = sha(b"\1", result, node)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and result.hex() == root, "the path does not lead to the root")


# Completeness (§8) ------------------------------------------------------------------------------


def multiset(digests):
    product = 1
    for digest in digests:
        product = product * int.from_bytes(hashlib.shake_256(digest.encode()).digest(384), "big") % MODULUS
    return base64.urlsafe_b64encode(product.to_bytes(384, "big")).rstrip(b"=").decode()


SHARED = ("before-grant", "suspended", "revoked", "expired", "outside-period", "wrong-purpose", "wrong-item")


def exchange(leaf, codes=(), granted=None):
    text = exchange_text(leaf, codes, granted)
    return None if text is None else sha(text).hex()


def exchange_text(leaf, codes=(), granted=None):
    if "record" not in leaf and "count" not in leaf:
        return None
    names = ("action", "correlation", "count", "record", "items", "outcome")
    stated = {name: leaf[name] for name in names if name in leaf}
    if leaf["kind"] == "denied":
        stated["outcome"] = "denied"
    if granted is not None and leaf["purpose"] != granted:
        stated["purpose"] = leaf["purpose"]
    shared = [code for code in codes if code in SHARED]
    if shared:
        stated["verdict"] = shared
    return canonical(stated).encode()


def check_seal(bundle, leaf, header):
    """Of a leaf with a salt: what was sealed, disclosed in this batch."""
    record = bundle.record("seal", header["organisation"], leaf["id"])
    salt = base64.urlsafe_b64decode(leaf["salt"] + "=")
    plain = {name: value for name, value in leaf.items() if name != "salt"}
    need(sha(canonical(plain).encode(), salt).hex() == record["seal"], "another use was sealed")
    need(sha(exchange_text(leaf), salt).hex() == record["exchange"], "another exchange was sealed")
    need(leaf["side"] == record["side"], "another side was sealed")
    done = record.get("disclosed", {})
    places = (done.get("tx"), done.get("journal"), done.get("sequence"))
    here = places == (header["committed"]["tx"], header["journal"], header["sequence"])
    need(record["state"] == "disclosed" and here, "disclosed elsewhere, or not at all")
    return "; sealed, disclosed " + ("late" if done["late"] else "in time")


def undisclosed(bundle, organisation, period):
    """How many uses of a month are sealed; nothing where the bundle has no lists of them."""
    lists = [("sealed-month", organisation, period, side) for side in ("claim", "attestation")]
    if not all(key in bundle.records for key in lists):
        return 0
    seals = [bundle.record("seal", organisation, one) for key in lists for one in bundle.record(*key)["ids"]]
    return sum(seal["state"] == "sealed" for seal in seals)


def codes_of(header):
    """The verdicts that are part of the header's digests, by place."""
    found = {one["leaf"]: one["codes"] for one in header["violations"]} if "exchangeForm" in header else {}
    return lambda index: found.get(index, ())


class Total:
    """What one side states and takes back, in the form of the headers and in the older one."""

    def __init__(self):
        self.stated, self.older, self.retracted = [], [], []

    def add(self, leaf, codes, granted):
        if exchange(leaf):
            self.stated.append(exchange(leaf, codes, granted)), self.older.append(exchange(leaf))
        if "retracts" in leaf:
            self.retracted.append(leaf["retracts"])

    def written(self):
        total = {"count": len(self.stated), "exchanges": multiset(self.stated)}
        if sorted(self.older) != sorted(self.stated):
            total["older"] = multiset(self.older)
        if self.retracted:
            total["retracted"] = {"count": len(self.retracted), "exchanges": multiset(self.retracted)}
        return total


def tallies(leaves, codes, granted, grant, period):
    found = []
    for side in sorted({leaf["side"] for leaf in leaves.values()}):
        total, own = Total(), granted.get(side)
        for index, leaf in leaves.items():
            if leaf["side"] == side:
                total.add(leaf, codes(index), own)
        tally = {"grant": grant, "side": side, "period": period, **total.written()}
        others = [leaf for leaf in leaves.values() if leaf["side"] == side and exchange(leaf) and leaf["purpose"] != own]
        if own is not None and others:
            tally["purpose"] = own
        found.append(tally)
    return found


class Bundle:
    """What was shown to be right: records by key, leaves by place, transactions by id."""

    def __init__(self, records, leaves, transactions, at):
        self.records, self.leaves, self.transactions, self.at = records, leaves, transactions, at

    def record(self, *key):
        need(key in self.records, "missing: " + "/".join(key))
        return self.records[key][0]

    def journal(self, organisation, journal, batches, last_root, grant, period):
        """The given leaves of (grant, period), each with whether it belongs, by header, none missing; where it is broken."""
        root, missing, broken, found = "0" * 64, False, [], []
        for sequence in range(1, batches + 1):
            header = self.record("batch", organisation, journal, ten(sequence))
            if header.get("missing") or (header["previousRoot"] != root and not missing):
                broken.append(sequence)
            root, missing = header["root"], header.get("missing", False)
            found.append((header, self.leaves_of(header, grant, period)))
        need(last_root == root, "a journal has another end")
        return found, {"sequence": broken[0], "places": len(broken)} if broken else None

    def leaves_of(self, header, grant, period):
        wanted = [one for one in header["tallies"] if one["grant"] == grant and one["period"] == period]
        if not wanted:
            return []
        offset = self.record("policy", ten(header["policyVersion"]))["calendar"]["utcOffsetMinutes"]
        month = lambda leaf: (instant(leaf["at"]) + timedelta(minutes=offset)).strftime("%Y-%m")
        meant = lambda leaf: leaf["grant"] == grant and month(leaf) == period
        carried = self.transactions.get(header["committed"]["tx"])
        foreign = {one["leaf"] for one in header["violations"] if "no-grant" in one["codes"]}
        if carried:
            found = {index: leaf for index, leaf in enumerate(map(json.loads, carried.lines)) if meant(leaf)}
        else:
            place = (header["organisation"], header["journal"], ten(header["sequence"]))
            found = {index: leaf for (batch, index), leaf in sorted(self.leaves.items()) if batch == place and meant(leaf)}
        codes = codes_of(header)
        newer = "exchangeForm" in header
        granted = {one["side"]: one.get("purpose") for one in wanted} if newer else {}
        need(tallies(found, codes, granted, grant, period) == wanted, "leaves are missing")
        return [
            (leaf, index not in foreign, (codes(index), granted.get(leaf["side"]))) for index, leaf in found.items()
        ]


def end_of(period, offset):
    """The first moment after the local month."""
    year, month = map(int, period.split("-"))
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=timezone.utc)
    return after - timedelta(minutes=offset)


def before(period):
    year, month = map(int, period.split("-"))
    return "%04d-%02d" % ((year, month - 1) if month > 1 else (year - 1, 12))


def check_over(bundle, period):
    offset = bundle.record(*CURRENT)["calendar"]["utcOffsetMinutes"]
    need(bundle.at >= end_of(period, offset), "the month was not over")


def check_complete(claim, bundle):
    organisation, grant, period = claim["organisation"], claim["grant"], claim["period"]
    if claim["claim"] == "complete":
        check_over(bundle, period)
    else:
        offset = bundle.record(*CURRENT)["calendar"]["utcOffsetMinutes"]
        need(bundle.at >= end_of(before(period), offset), "the month had not begun")
    count, faults = 0, []
    for journal in bundle.record("journal-list", organisation)["journals"]:
        head = bundle.record("journal-head", organisation, journal)
        found, broken = bundle.journal(organisation, journal, head["batches"], head["root"], grant, period)
        count += sum(belongs for _, given in found for _, belongs, _ in given)
        faults += ["%s at batch %d" % (journal, broken["sequence"])] if broken else []
    sealed = undisclosed(bundle, organisation, period)
    hidden = "; sealed: %d" % sealed if sealed else ""
    return "%d events%s%s" % (count, "; broken: " + ", ".join(faults) if faults else "", hidden)


# Closed months (§9) -----------------------------------------------------------------------------


def check_closure(bundle, grant, period, side, revision):
    closure = bundle.record("closure", grant, period, side)
    terms = bundle.record("grant", grant)["terms"]
    organisation = terms["consumer" if side == "claim" else "provider"]
    need(closure["revision"] == revision and closure["organisation"] == organisation, "another closure")
    sums, batches, older_form = Total(), 0, False
    counted_from = datetime.strptime(period, "%Y-%m").replace(tzinfo=timezone.utc) - timedelta(days=3)
    for journal in closure["journals"]:
        found, broken = bundle.journal(organisation, journal["id"], journal["batches"], journal["root"], grant, period)
        need(broken == journal.get("broken"), "a journal is broken elsewhere than its closure says")
        for header, given in found:
            if instant(header["committed"]["at"]) < counted_from:
                continue
            own = [(leaf, told) for leaf, _, told in given if leaf["side"] == side]
            batches += 1 if own else 0
            older_form = older_form or (own and "exchangeForm" not in header)
            for leaf, told in own:
                sums.add(leaf, *told)
    total = sums.written()
    if batches and not older_form:
        total["exchangeForm"] = 2
    need(total == closure["total"] and batches == closure["batches"], "the events do not add up to the closure")
    return sums, "exchangeForm" in total


def agree(claim, attestation, form):
    left, right = form(claim) + attestation.retracted, form(attestation) + claim.retracted
    return len(left) == len(right) and multiset(left) == multiset(right)


def check_period(claim, bundle):
    grant, period = claim["grant"], claim["period"]
    check_over(bundle, period)
    record = bundle.record("period", grant, period)
    sides = {
        side: check_closure(bundle, grant, period, side, record[side])
        for side in ("claim", "attestation")
        if side in record
    }
    verdict = "closing"
    if len(sides) == 2:
        (claim, newer), (attestation, also_newer) = sides["claim"], sides["attestation"]
        same = agree(claim, attestation, lambda total: total.stated)
        if not (newer and also_newer):
            same = same or agree(claim, attestation, lambda total: total.older)
        verdict = "matched" if same else "differs"
        last_one = record["verdicts"][-1]
        need(all(last_one[name] == record[name] for name in ("state", "claim", "attestation")), "another verdict")
    need(record["state"] == verdict, "the sides make another verdict")
    return verdict


# Disputes (§10) ---------------------------------------------------------------------------------


def check_dispute(claim, bundle):
    key = ("dispute", claim["id"])
    record = bundle.record(*key)
    taken, text = 0, b""
    first = record["steps"][0]
    need(first["action"] == "open" and first["stamp"]["by"] == record["opener"], "no opening")
    for transaction_id in dict.fromkeys(step["stamp"]["tx"] for step in record["steps"]):
        need(transaction_id in bundle.transactions, "a transaction of the history is missing")
        own = bundle.transactions[transaction_id]
        steps = [step for step in record["steps"] if step["stamp"]["tx"] == transaction_id]
        need(all(step["stamp"]["by"] == own.organisation for step in steps), "a step signed by another")
        person = own.signed.given["signer"] if own.signed else None
        need(all(step["stamp"].get("signer") == person for step in steps), "a step signed by another person")
        other = own.signed.given.get("agreement", {}).get("signer") if own.signed else None
        need(all(step["stamp"].get("agreed") == other for step in steps), "a step agreed to by another person")
        opening = len(steps) == 1 and steps[0]["action"] == "open"
        known = own.name.startswith("dispute:") or (opening and own.name == "correction:dispute")
        need(known, "a step written by something else")
        need(state_key(key) in own.reads, "a step that did not look")
        need((own.reads[state_key(key)] is not None) == (taken > 0), "a step does not follow the one before")
        taken += len(steps)
        text = own.writes.get(state_key(key), b"")
        written = read_json(text.decode("utf-8"))
        need(written["type"] == "dispute", "another record was written")
        check_shape(written)
        need(written["id"] == claim["id"] and written["steps"] == record["steps"][:taken], "other steps were written")
    need(taken == len(record["steps"]) and text.decode("utf-8") == bundle.records[key][1], "not as the last step left it")
    need(sha(canonical(record["frozen"]).encode()).hex() == record["evidenceDigest"], "another list of records")
    for frozen in record["frozen"]:
        own_key = (frozen["type"], *frozen["id"].split("/"))
        texts = [one.writes[state_key(own_key)] for one in bundle.transactions.values() if state_key(own_key) in one.writes]
        if own_key in bundle.records:
            texts.append(bundle.records[own_key][1].encode())
        need(any(sha(one).hex() == frozen["digest"] for one in texts), "a record it rests on is not shown")
    subject = record["subject"]
    if subject["kind"] == "event":
        place = (subject["organisation"], subject["journal"], ten(subject["sequence"]))
        leaf = bundle.leaves.get((place, subject["leaf"]))
        need(leaf is not None and leaf["id"] == subject["id"], "the event in dispute is not there")
    return "%s %s" % (record["state"], ",".join(step["action"] for step in record["steps"]))


# The bundle -------------------------------------------------------------------------------------


LIMITS = (("roots/", 2**16), ("transactions/", 3 * 2**20), ("manifest.json", 2**22), ("", 2**25))
PART = re.compile(r"part-\d{6}\.zip")


LOCAL_HEADER = 30


def listed(archive):
    """The entries of an archive, no two of which share a byte."""
    infos = archive.infolist()
    end = 0
    for one in sorted(infos, key=lambda info: info.header_offset):
        if one.header_offset < end:
            raise Unreadable("files lie in one another")
        end = one.header_offset + LOCAL_HEADER + one.compress_size
    return infos


def unzip(content):
    """The files of a part, by name."""
    archive = zipfile.ZipFile(content)
    infos = listed(archive)
    names = [one.filename for one in infos]
    if len(set(names)) != len(names) or not all(NAME.fullmatch(name) for name in names) or len(names) > 5000:
        raise Unreadable("file names")
    for one in infos:
        limit = next(size for start, size in LIMITS if one.filename.startswith(start))
        if one.file_size > limit or one.flag_bits & 1 or one.compress_type not in (0, 8):
            raise Unreadable("too large, or packed in another way")
    if sum(one.file_size for one in infos) > 2**26:
        raise Unreadable("too large")
    return {name: archive.read(name) for name in names}


def open_parts(file):
    archive = zipfile.ZipFile(file)
    infos = listed(archive)
    if not any(PART.fullmatch(one.filename) for one in infos):
        return [unzip(file)]
    for index, one in enumerate(infos):
        fits = one.filename == "part-%06d.zip" % (index + 1) and one.compress_type == 0 and one.file_size <= 2**26
        if not fits:
            raise Unreadable("parts")
    return [unzip(io.BytesIO(archive.read(one))) for one in infos]


CLAIMS = {
    "event": {"id"},
    "record": {"record", "events"},
    "request": {"id"},
    "grant": {"id"},
    "dispute": {"id"},
    "obligation": {"id"},
    "period": {"grant", "period"},
    "resource-version": {"id", "version"},
    "complete": {"grant", "organisation", "period"},
    "so-far": {"grant", "organisation", "period"},
}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
OWNED = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,47}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
OBLIGATION = re.compile(r"[a-z][a-z-]{0,31}~[A-Za-z0-9][A-Za-z0-9._:~-]{0,199}")
BYTES32 = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
ANY_MONTH = re.compile(r"(19[7-9]\d|2\d{3})-(0[1-9]|1[0-2])")


def check_manifest(manifest):
    """The form of a manifest; whatever has another is no bundle."""
    names = {"asOf", "claims", "files", "format", "ledger"}
    need(set(manifest) in (names, names | {"part"}) and manifest["format"] == "catalog-chain-evidence/2", "format")
    need(set(manifest["asOf"]) == {"id", "organisation"}, "asOf")
    fit(UUID, manifest["asOf"]["id"]), fit(MSPID, manifest["asOf"]["organisation"])
    ledger = manifest["ledger"]
    need(set(ledger) == {"chaincode", "channel", "genesisHash", "kind"} and ledger["kind"] in ("embedded", "fabric"), "ledger")
    fit(HEX, ledger["genesisHash"]), fit(re.compile(r"[a-z][a-z0-9.-]{0,248}"), ledger["channel"])
    fit(re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,248}"), ledger["chaincode"])
    if "part" in manifest:
        need(set(manifest["part"]) == {"number", "last"} and isinstance(manifest["part"]["last"], bool), "part")
        need(whole(manifest["part"]["number"], 1) <= 999999, "part")
    need(isinstance(manifest["claims"], list) and len(manifest["claims"]) <= 10000, "claims")
    for claim in manifest["claims"]:
        kind = claim["claim"]
        more = {"organisation"} if kind == "event" and "organisation" in claim else set()
        need(set(claim) == CLAIMS[kind] | more | {"claim"}, "claim")
        if "id" in claim:
            fit({"event": UUID, "resource-version": OWNED, "obligation": OBLIGATION}.get(kind, CODE), claim["id"])
        [fit(CODE, claim["grant"]) for _ in [0] if "grant" in claim]
        [fit(ANY_MONTH, claim["period"]) for _ in [0] if "period" in claim]
        [fit(MSPID, claim["organisation"]) for _ in [0] if "organisation" in claim]
        [fit(BYTES32, claim["record"]) for _ in [0] if "record" in claim]
        [whole(claim[name], 1) for name in ("events", "version") if name in claim]
    need(isinstance(manifest["files"], list), "files")
    for one in manifest["files"]:
        need(set(one) == {"bytes", "path", "sha256"} and NAME.fullmatch(one["path"]), "file")
        fit(HEX, one["sha256"]), whole(one["bytes"])


def open_bundle(file):
    try:
        parts = []
        for files in open_parts(file):
            manifest = read_json(files["manifest.json"].decode("utf-8"))
            check_manifest(manifest)
            parts.append((files, manifest))
        return parts
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(type(error).__name__) from error


def check_part(number, files, manifest, first):
    part = manifest.get("part", {"number": 1, "last": True})
    need(part["number"] == number and manifest["asOf"] == first["asOf"] and manifest["ledger"] == first["ledger"], "another part")
    need("part" in manifest or number == 1, "another part")
    need(number > 1 or "part" not in manifest or not part["last"], "one part only")
    need(number == 1 or (not manifest["claims"] and not any(name.startswith("roots/") for name in files)), "claims or roots")
    listed = {one["path"]: one for one in manifest["files"]}
    need(set(listed) | {"manifest.json"} == set(files) and len(listed) == len(manifest["files"]), "files")
    need("manifest.json" not in listed, "the manifest lists itself")
    for path, one in listed.items():
        need(len(files[path]) == one["bytes"] and sha(files[path]).hex() == one["sha256"], path + " is altered")
    return part["last"]


def trusted_at(history, at):
    found = [roots for start, roots in history if start <= at]
    need(found, "nothing is trusted for so early a time")
    return Trust(found[-1])


def check(parts, given):
    """given: (from, roots) in order of time, or nothing."""
    first = parts[0][1]
    ledger = first["ledger"]
    ends = [check_part(number, files, manifest, first) for number, (files, manifest) in enumerate(parts, 1)]
    need(ends == [False] * (len(parts) - 1) + [True], "parts are missing, or too many")
    need(len(first["claims"]) > 0, "no claim")
    own = Trust({name[6:-4]: content for name, content in parts[0][0].items() if name.startswith("roots/")})
    lines = [[open_read(line, ledger["chaincode"]) for line in read_lines(files.get("reads.ndjson", b""))] for files, _ in parts]
    request = ("evidence-request", first["asOf"]["organisation"], first["asOf"]["id"])
    found = next(one for one in lines[0] if one[0] == request)
    stamped = found[1]["recorded"]
    at = instant(stamped["at"])
    present = trusted_at(given, at) if given else own
    version = check_read(found, present, at, None, ledger)
    anchor = (state_key(request), version)
    records = {}
    for number, opened in ((number, one) for number, part in enumerate(lines) for one in part):
        key, record, text = opened[:3]
        need(key not in records, "a read twice")
        need(number == 0 or record["type"] == "batch", "a record in a later part")
        records[key] = (record, text, check_read(opened, present, at, anchor, ledger))
    history = records.get(("membership-history",), ({"versions": []},))[0]["versions"]
    if history:
        der = lambda member: [unbase64(one) for one in member["roots"]]
        versions = [(instant(one["set"]["at"]), Trust({who["mspId"]: der(who) for who in one["members"]})) for one in history]
    else:
        versions = [(start, Trust(roots)) for start, roots in given] if len(given) > 1 else []
    members = Members(present, versions)
    transactions = {
        name[13:-4]: check_transaction(name[13:-4], content, members, first)
        for files, _ in parts
        for name, content in files.items()
        if name.startswith("transactions/")
    }
    for one in transactions.values():
        if one.signed:
            check_signed(one.signed, one.organisation, records, ledger)
    asked = transactions[stamped["tx"]]
    need(asked.organisation == request[1] and asked.writes.get(state_key(request)) == records[request][1].encode(), "another request")
    for key, (record, text, _) in records.items():
        if key[0] == "batch" and record["committed"]["tx"] in transactions:
            carried = transactions[record["committed"]["tx"]]
            need(carried.writes.get(state_key(key)) == text.encode(), "the header is not the one written")
            need(carried.organisation == record["organisation"] == record["committed"]["by"], "another reporter")
            need(tree([line.encode() for line in carried.lines or []]).hex() == record["root"], "another root")
    leaves = {}
    for line in (line for files, _ in parts for line in read_lines(files.get("leaves.ndjson", b""))):
        need(set(line) == {"batch", "index", "line", "path"} and len(line["path"]) <= 32, "a leaf of another form")
        place = tuple(line["batch"])
        need(("batch", *place) in records and (place, line["index"]) not in leaves, "a leaf without header, or twice")
        header = records[("batch", *place)][0]
        whole(line["index"])
        path = [bytes.fromhex(fit(HEX, one)) for one in line["path"]]
        included(line["line"], line["index"], header["count"], path, header["root"])
        leaves[(place, line["index"])] = read_json(line["line"])
    bundle = Bundle(records, leaves, transactions, at)
    check_newest(bundle)
    time = "block %d, %s" % (version[0], stamped["at"])
    return [(claim, check_claim(claim, bundle), time) for claim in first["claims"]]


def check_newest(bundle):
    """§6: nothing in the bundle says that something read is older."""
    records = bundle.records
    for key, (record, _, version) in records.items():
        own = state_key(key)
        for one in bundle.transactions.values() if version else []:
            seen = one.reads.get(own)
            need(own not in one.writes or seen is None or version > seen, "a transaction has changed it since")
        kind = record["type"]
        if kind in ("batch", "journal-head"):
            place = (record["organisation"], record["journal"])
            head = records.get(("journal-head", *place))
            need(kind != "batch" or head is None or head[0]["batches"] >= record["sequence"], "a batch behind the last")
            listed = records.get(("journal-list", place[0]))
            need(listed is None or place[1] in listed[0]["journals"], "a journal that is not listed")
        if kind == "closure":
            period = records.get(("period", record["grant"], record["period"]))
            need(period is None or record["revision"] <= period[0].get(record["side"], 0), "a side was closed since")
        if kind == "seal":
            listed = records.get(("sealed-month", record["organisation"], record["period"], record["side"]))
            need(listed is None or record["id"] in listed[0]["ids"], "a seal that is not listed")
        if kind == "request":
            need(record["state"] == "granted" or ("grant", record["id"]) not in records, "the grant is there")


def check_claim(claim, bundle):
    kind, records, leaves = claim["claim"], bundle.records, bundle.leaves
    if kind == "record":
        found = [leaf for leaf in leaves.values() if leaf.get("record") == claim["record"]]
        need(len(found) == claim["events"] > 0, "not as many events of the record")
        return "%d events" % len(found)
    if kind == "request":
        return bundle.record("request", claim["id"])["state"]
    if kind == "obligation":
        return bundle.record("obligation", claim["id"])["state"]
    if kind == "period":
        return check_period(claim, bundle)
    if kind == "dispute":
        return check_dispute(claim, bundle)
    if kind == "event":
        reporter = claim.get("organisation")
        found = [
            place
            for place, leaf in leaves.items()
            if leaf["id"] == claim["id"] and reporter in (None, place[0][0])
        ]
        need(len(found) == 1, "the event is not there once")
        batch, index = found[0]
        header, leaf = records[("batch", *batch)][0], leaves[found[0]]
        sealed = check_seal(bundle, leaf, header) if "salt" in leaf else ""
        codes = next((one["codes"] for one in header["violations"] if one["leaf"] == index), [])
        return (",".join(codes) or "no violation") + sealed
    if kind == "grant":
        record = bundle.record("grant", claim["id"])
        text = canonical({"id": record["id"], "terms": record["terms"]})
        need(sha(text.encode()).hex() == record["hash"], "another hash")
        return record["state"]
    if kind == "resource-version":
        need(("resource-version", claim["id"], ten(claim["version"])) in records, "no such version")
        return "there"
    return check_complete(claim, bundle)


SINCE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?Z)?")


def read_roots(folder):
    roots = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".pem"):
            with open(os.path.join(folder, name), "rb") as stream:
                roots[name[:-4]] = stream.read()
    return roots


def read_trust(folder):
    """(from, roots) in order of time; nothing without a folder."""
    if not folder:
        return []
    found = [(datetime.min.replace(tzinfo=timezone.utc), read_roots(folder))]
    for name in os.listdir(folder):
        if SINCE.fullmatch(name):
            start = datetime.fromisoformat(name.replace("Z", "+00:00"))
            found.append((start.replace(tzinfo=timezone.utc), read_roots(os.path.join(folder, name))))
    return sorted((one for one in found if one[1]), key=lambda one: one[0])


def verify(file, trust=None):
    """The exit status, and lines: `proved CLAIM as of block N, TIME`, then what was found."""
    try:
        given = read_trust(trust)
        proved = check(open_bundle(file), given)
        return 0, ["proved %s as of %s" % (canonical(claim), time) for claim, _, time in proved], [
            "%s %s" % (claim["claim"], found) for claim, found, _ in proved
        ]
    except Unreadable as error:
        return 2, [], ["unreadable: %s" % error]
    except Exception as error:  # whatever goes wrong in a bundle that could be opened makes it invalid
        return 1, [], ["invalid: %s %s" % (type(error).__name__, error)]


def main(file, trust=None):
    if file == "--batch":
        for line in sys.stdin:
            status, lines, found = verify(*line.rstrip("\n").split("\t"))
            print(json.dumps({"exit": status, "lines": lines, "found": found}), flush=True)
        return 0
    status, _, found = verify(file, trust)
    print("\n".join(found))
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
