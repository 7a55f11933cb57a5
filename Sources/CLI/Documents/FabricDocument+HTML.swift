import Diagnostics

extension FabricDocument {
    /// One file for browsers and for printing: no script, no font and no picture from elsewhere.
    var html: String {
        let entries = sections.indices.map { index in
            "<li><a href=\"#s\(index)\">\(Report.xml(sections[index].title))</a></li>"
        }
        var result = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" \
            content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(Report.xml(name))</title>
            <style>
            \(Self.style)</style>
            </head>
            <body>
            <header><h1>\(Report.xml(name))</h1><p>\(Report.xml(headline)).</p></header>
            <nav aria-label="Sections"><ul>\(entries.joined())</ul></nav>
            <main>
            <figure tabindex="0" aria-label="Drawing of the fabric">
            \(picture)</figure>

            """
        for (index, section) in sections.enumerated() {
            result += """
                <section id="s\(index)"><h2>\(Report.xml(section.title))</h2>
                <p>\(Report.xml(section.introduction))</p>
                \(Self.html(section.table, title: section.title))</section>

                """
        }
        return result + "</main>\n</body>\n</html>\n"
    }

    private static func html(_ table: Table, title: String) -> String {
        let head = table.columns.map { "<th scope=\"col\">\(Report.xml($0))</th>" }.joined()
        var result = "<div class=\"wide\" tabindex=\"0\" role=\"region\" "
        result +=
            "aria-label=\"\(Report.xml(title))\"><table>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n"
        for row in table.rows {
            var cells = row.map { "<td>\(cell($0))</td>" }
            cells[0] = "<th scope=\"row\">\(cell(row[0]))</th>"
            result += "<tr>\(cells.joined())</tr>\n"
        }
        return result + "</tbody></table></div>\n"
    }

    private static func cell(_ value: JSONValue) -> String {
        guard let elements = value.array, elements.count > 1 else {
            return Report.xml(Table.text(of: value))
        }
        return elements.map { Report.xml(Table.text(of: $0)) }.joined(separator: "<br>")
    }

    private static let style = """
        :root { color-scheme: light dark; --ink: #17324d; --paper: #fff; --line: #c5d0da; --band: #eef3f7; --link: #0066cc }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8eef4; --paper: #10202f; --line: #3b5168; --band: #1a2f44; --link: #8cc4ff }
        }
        body { margin: 0 auto; max-width: 100rem; padding: 1rem 2rem; color: var(--ink); background: var(--paper);
          font: 1rem/1.45 "Titillium Web", system-ui, sans-serif }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none }
        a { color: var(--link) }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
        figure { margin: 1rem 0; overflow: auto; max-height: 80vh; border: 1px solid var(--line) }
        figure svg { max-width: 100%; min-width: 70rem; height: auto }
        .wide { overflow: auto }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
        thead th { position: sticky; top: 0; background: var(--band) }
        tbody tr:nth-child(even) { background: var(--band) }
        @media print { nav { display: none } figure, .wide { overflow: visible; max-height: none } body { font-size: 9pt } }

        """
}
