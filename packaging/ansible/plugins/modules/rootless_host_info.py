#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright: (c) the RootlessHost authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r'''
---
module: rootless_host_info
short_description: Say whether a host is ready for containers that run without root
version_added: 0.1.0
description:
  - Runs C(rootless-host check) on the host, and C(rootless-host ids) when asked to. Nothing is changed.
  - A host that is not ready is an answer, not a failure of the task.
author:
  - The RootlessHost authors (@rootless-host)
options:
  ids:
    description: Whether to tell who has which subordinate ids, too.
    type: bool
    default: false
attributes:
  check_mode:
    description: The same in check mode.
    support: full
  diff_mode:
    description: Nothing is changed, so nothing differs.
    support: none
extends_documentation_fragment:
  - rootless_host.host.state
seealso:
  - module: rootless_host.host.rootless_host
'''

EXAMPLES = r'''
- name: Look at the host
  rootless_host.host.rootless_host_info:
    engines: [podman]
  become: true
  register: host

- name: Say what fails
  ansible.builtin.debug:
    msg: "{{ host.report.findings | selectattr('status', 'eq', 'fail') | map(attribute='reason') | list }}"
  when: not host.ready
'''

RETURN = r'''
ready:
  description: Whether every engine asked about works for every user asked about.
  returned: always
  type: bool
report:
  description: The report, as C(rootless-host check --format json) prints it; C(rootless-host schema report) describes it.
  returned: always
  type: dict
ids:
  description: Who has which subordinate ids and what is free, as C(rootless-host ids --format json) prints it.
  returned: when I(ids) is true
  type: dict
exit_status:
  description: The exit status of C(rootless-host check).
  returned: always
  type: int
'''

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.rootless_host.host.plugins.module_utils.program import STATE_ARGUMENTS, ask


def main():
    module = AnsibleModule(argument_spec=dict(STATE_ARGUMENTS, ids=dict(type='bool', default=False)), supports_check_mode=True)
    status, report = ask(module, 'check', [])
    result = dict(changed=False, ready=report['ready'], report=report, exit_status=status)
    if module.params['ids']:
        result['ids'] = ask(module, 'ids', [])[1]
    module.exit_json(**result)


if __name__ == '__main__':
    main()
