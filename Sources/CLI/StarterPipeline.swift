import ArgumentParser

/// What `init --ci` writes: a pipeline that checks, compiles and proves each change. It expects the
/// program on the runner, and downloads nothing.
enum StarterPipeline: String, CaseIterable, ExpressibleByArgument {
    case github, gitlab

    /// Relative to the project.
    var path: String {
        switch self {
        case .github: ".github/workflows/cristallo.yml"
        case .gitlab: ".gitlab-ci.yml"
        }
    }

    var text: String {
        switch self {
        case .github: Self.githubText
        case .gitlab: Self.gitlabText
        }
    }

    private static let githubText = """
        # Checks each change of the topology, compiles it with the ledger that is committed, and proves
        # that what was compiled keeps tenants apart. Runners need 'cristallo' in their PATH.
        name: topology
        on:
          pull_request:
          push:
            branches: [main]
        permissions:
          contents: read
          security-events: write
        jobs:
          topology:
            runs-on: [self-hosted, linux]
            timeout-minutes: 15
            steps:
              - uses: actions/checkout@v4
              - name: check
                run: cristallo check --output github --report sarif=check.sarif
              - name: compile
                run: cristallo compile --locked --out release --output github
              - name: prove
                run: >-
                  cristallo prove --configs release --output github
                  --report sarif=prove.sarif --report markdown=prove.md
              - name: summary
                if: always()
                run: if [ -f prove.md ]; then cat prove.md >> "$GITHUB_STEP_SUMMARY"; fi
              - name: findings
                if: always() && hashFiles('*.sarif') != ''
                uses: github/codeql-action/upload-sarif@v3
                with:
                  sarif_file: .
              - uses: actions/upload-artifact@v4
                with:
                  name: release
                  path: release

        """

    private static let gitlabText = """
        # Checks each change of the topology, compiles it with the ledger that is committed, and proves
        # that what was compiled keeps tenants apart. Runners need 'cristallo' in their PATH.
        topology:
          stage: test
          timeout: 15 minutes
          script:
            - cristallo check --report gitlab=check.json --report junit=check.xml
            - cristallo compile --locked --out release
            - cristallo prove --configs release --report gitlab=prove.json --report junit=prove.xml
          artifacts:
            when: always
            paths: [release]
            reports:
              junit: [check.xml, prove.xml]
              codequality: [check.json, prove.json]

        """
}
