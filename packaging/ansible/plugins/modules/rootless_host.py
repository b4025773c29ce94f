#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright: (c) the RootlessHost authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r'''
---
module: rootless_host
short_description: Make a host ready for containers that run without root
version_added: 0.1.0
description:
  - Runs C(rootless-host apply), or C(rootless-host plan) in check mode, on the host.
  - What is wanted is said by I(users), I(engines), I(needs), I(profiles) and I(subordinate_ids). When none of them is given, the files
    C(/etc/rootless-host/config.toml) and C(config.d/*.toml) of the host say it; when one is, those files do not count.
  - Everything is done in one transaction, or nothing. C(rootless-host undo) takes it back.
author:
  - The RootlessHost authors (@rootless-host)
options:
  install:
    description: Whether packages of the distribution may be installed. The host's own configuration may allow it too.
    type: bool
    default: false
  host_wide:
    description: Whether remedies that weaken the whole host may be applied. The host's own configuration may allow it too.
    type: bool
    default: false
  lock_timeout:
    description: Seconds to wait for the locks of the account files. When it is left out, the program's own default.
    type: int
attributes:
  check_mode:
    description: Tells what would be changed, and changes nothing.
    support: full
  diff_mode:
    description: Each change with what is there and what will be.
    support: full
extends_documentation_fragment:
  - rootless_host.host.state
seealso:
  - module: rootless_host.host.rootless_host_info
'''

EXAMPLES = r'''
- name: Make the host ready for Podman, for everybody of the group ci
  rootless_host.host.rootless_host:
    users: ["@ci"]
    engines: [podman]
    needs: [limits, "port:80", boot]
    subordinate_ids:
      allocate: by-uid
  become: true

- name: Make true what the host's own configuration says
  rootless_host.host.rootless_host:
  become: true
  register: host

- name: Restart what was changed for the next boot
  ansible.builtin.reboot:
  when: host.takes_effect == "reboot"
'''

RETURN = r'''
changed:
  description: Whether something was changed, or would be in check mode.
  returned: always
  type: bool
ready:
  description: Whether every engine asked about works for every user asked about, or will once what I(takes_effect) names has been.
  returned: when the program answered
  type: bool
changes:
  description: What was changed, or would be in check mode.
  returned: when the program answered
  type: list
  elements: dict
  sample:
    - kind: file
      target: /etc/subuid
      before: null
      after: alice:131072:65536
      summary: give alice the subordinate uids and gids 131072-196607
      reason: no subordinate uids or gids
      check: subid.present
      user: alice
      takesEffect: engine-restart
takes_effect:
  description: What has to be before all changes are in force, the greatest of them.
  returned: when the program answered
  type: str
  sample: relogin
transactions:
  description: Numbers of the transactions, for C(rootless-host undo).
  returned: when the program answered
  type: list
  elements: int
refused:
  description: What is needed and was not consented to; as long as there is some, nothing is changed. I(option) is the program's option that consents.
  returned: when the program answered
  type: list
  elements: dict
left:
  description: What is in the way and is not changed by the program, with the reason and what a person can do.
  returned: when the program answered
  type: list
  elements: dict
pending:
  description: What is done and in the way until it is in force, with I(takesEffect) C(relogin) or C(reboot); no failure.
  returned: when the program answered
  type: list
  elements: dict
busy:
  description: A lock was held, or a file was changed by somebody else meanwhile; to try again is enough.
  returned: when the program gave no answer
  type: bool
exit_status:
  description: The exit status of C(rootless-host --detailed-exitcode).
  returned: always
  type: int
msg:
  description: What is in the way.
  returned: on failure
  type: str
  sample: "host.user alice: the home /home/alice does not exist"
'''

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.rootless_host.host.plugins.module_utils.program import STATE_ARGUMENTS, ask

IN_FORCE = ['immediately', 'engine-restart', 'relogin', 'reboot']


def why_not(document):
    """One line on what is in the way."""
    def about(entry):
        return ' '.join(word for word in (entry['check'], entry['user']) if word) + ': ' if entry['check'] else ''

    reasons = [about(entry) + entry['summary'] + (' (needs %s)' % entry['option'] if entry['option'] else '') for entry in document['refused']]
    reasons += [about(entry) + entry['reason'] for entry in document['left']]
    return '; '.join(reasons) or 'the host is not ready'


def main():
    module = AnsibleModule(
        argument_spec=dict(
            STATE_ARGUMENTS,
            install=dict(type='bool', default=False),
            host_wide=dict(type='bool', default=False),
            lock_timeout=dict(type='int'),
        ),
        supports_check_mode=True,
    )
    options = ['--detailed-exitcode']
    if module.params['install']:
        options.append('--install')
    if module.params['host_wide']:
        options += ['--allow', 'host-wide']
    if module.params['lock_timeout'] is not None:
        options += ['--lock-timeout', str(module.params['lock_timeout'])]
    if not module.check_mode:
        options.append('--yes')

    status, document = ask(module, 'plan' if module.check_mode else 'apply', options)
    changes = document['changes']
    # As long as something is refused nothing is changed, so a plan that has both would change nothing.
    changed = bool(changes) and not document['refused'] if module.check_mode else document['changed']
    result = dict(
        changed=changed,
        ready=document['ready'],
        changes=changes,
        takes_effect=max([change['takesEffect'] for change in changes] or ['immediately'], key=IN_FORCE.index),
        transactions=document['transactions'],
        refused=document['refused'],
        left=document['left'],
        pending=document.get('pending', []),  # a program older than this collection has none
        exit_status=status,
    )
    if module._diff:
        result['diff'] = [
            dict(
                before_header='%s (%s)' % (change['target'], change['kind']),
                after_header='%s (%s)' % (change['target'], change['kind']),
                before=text(change['before']),
                after=text(change['after']),
            )
            for change in changes if changed
        ]
    if status not in (0, 2):
        module.fail_json(msg=why_not(document), **result)
    module.exit_json(**result)


def text(value):
    return '' if value is None else value.rstrip('\n') + '\n'


if __name__ == '__main__':
    main()
